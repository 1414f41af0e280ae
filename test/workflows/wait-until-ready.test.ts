import {expect, test} from 'vitest'
import {Cancellation} from '../../src/process/cancellation.ts'
import {formatScript} from '../../src/process/command.ts'
import {statusAdvice, waitUntilReady} from '../../src/workflows/wait-until-ready.ts'
import {deployment, pod, ready} from '../api-server/objects.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
const scriptOf = async (timeoutMs: number) => {
  const cancellation = new Cancellation(timeoutMs)
  const apps = [deployment(), pod('web')]
  const lines = await waitUntilReady({exec: recordedExec({}).exec, cancellation}, place, apps).script()
  cancellation.stopClock()
  return lines.map(line => (typeof line === 'string' ? line : formatScript(line)))
}

test('A plan waits for each app with kubectl’s own command, for as long as the run would', async () => {
  expect(await scriptOf(0)).toEqual([
    `${PLACE} rollout status deployment.apps/kubia`,
    `${PLACE} wait --for=condition=Ready pod/web`,
  ])
  expect(await scriptOf(90_000)).toEqual([
    `${PLACE} rollout status deployment.apps/kubia --timeout=90s`,
    `${PLACE} wait --for=condition=Ready pod/web --timeout=90s`,
  ])
})

test('A wait ends with how the app does', async () => {
  const web = pod('web', {
    ...ready,
    conditions: [{type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z'}],
    containerStatuses: [{name: 'kubia', ready: true, restartCount: 0}],
  })
  const {exec} = recordedExec({kubectl: readAnswer([web])})
  const cancellation = new Cancellation(0)
  const {detail, value} = await waitUntilReady({exec, cancellation}, {...place, context: undefined}, [web]).run(
    () => {},
  )
  expect([detail, value.length]).toEqual(['1/1 ready', 1])
})

test('A wait that fails leads to the namespace of the app that is not ready', async () => {
  const web = {...pod('web'), metadata: {...pod('web').metadata, namespace: 'other'}}
  const {exec} = recordedExec({
    'kubectl --context prod --namespace other get pod/web': readAnswer([web]),
    kubectl: readAnswer([]),
  })
  const cancellation = new Cancellation(50)
  await expect(waitUntilReady({exec, cancellation}, place, [web]).run(() => {})).rejects.toMatchObject({
    code: 'NOT_READY',
    details: {next: {command: ['kubectl', 'kubia', 'status', '--context', 'prod', '-n', 'other']}},
  })
  cancellation.stopClock()
})

test('What shows how the apps do names the place', () => {
  expect(statusAdvice(place).command).toEqual(['kubectl', 'kubia', 'status', '--context', 'prod', '-n', 'shop'])
})
