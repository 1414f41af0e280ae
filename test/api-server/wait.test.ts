import {beforeEach, expect, test} from 'vitest'
import {waitForApps} from '../../src/api-server/wait.ts'
import {kubiaAdvice} from '../../src/errors/advice.ts'
import {type Answer, recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {skipWaits} from '../support/time.ts'

beforeEach(skipWaits)

const GET = 'kubectl --context c --namespace default get '

/** A pod whose container runs, or has restarted at a moment. */
const pod = (ready: boolean, restartedAt?: string): Answer =>
  readAnswer([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'web', namespace: 'default', uid: 'a', creationTimestamp: '2026-01-01T00:00:00Z'},
      spec: {nodeName: 'n', containers: [{name: 'web', image: 'i'}]},
      status: {
        phase: 'Running',
        conditions: [{type: 'Ready', status: ready ? 'True' : 'False'}],
        containerStatuses: [
          {
            name: 'web',
            ready,
            restartCount: restartedAt === undefined ? 0 : 1,
            state: {running: {startedAt: '2026-01-01T00:00:00Z'}},
            ...(restartedAt !== undefined && {
              lastState: {terminated: {exitCode: 1, reason: 'Error', finishedAt: restartedAt}},
            }),
          },
        ],
      },
    },
  ])

/** Waits for the pod, which is at each look as the next answer says. @returns how often it was looked at, how long it took (ms), and what was told */
const wait = async (looks: readonly Answer[]) => {
  const {exec, asked} = recordedExec({
    [`${GET}pod/web`]: looks,
    [`${GET}events`]: readAnswer([]),
    'kubectl --context c get nodes': readAnswer([]),
  })
  const told: string[] = []
  const begunAt = performance.now()
  await waitForApps(exec, {
    place: {context: 'c', namespace: 'default'},
    refs: [{name: 'pod/web', namespace: 'default'}],
    askNodes: async () => undefined,
    signal: new AbortController().signal,
    renewSignal: () => {},
    report: line => told.push(line),
    next: () => kubiaAdvice(['status']),
  })
  return {
    looks: asked.filter(line => line.includes('pod/web')).length,
    seconds: Math.round((performance.now() - begunAt) / 100) / 10,
    told,
  }
}

test('What is ready at the first look is not looked at again', async () => {
  expect(await wait([pod(true)])).toEqual({looks: 1, seconds: 0, told: []})
})

test('What becomes ready is looked at once more when it has stayed so for two seconds', async () => {
  expect(await wait([pod(false), pod(false), pod(true)])).toMatchObject({
    looks: 4,
    seconds: 2.2,
    told: ['0/1 ready: Running', '0/1 ready: Running', '1/1 ready, staying so for 2 s'],
  })
})

test('What is not ready any more at that look is waited for from then on', async () => {
  expect(await wait([pod(false), pod(true), pod(false), pod(true)])).toMatchObject({looks: 5, seconds: 4.2})
})

test('What has restarted meanwhile must run for ten seconds', async () => {
  const restarted = pod(true, new Date().toISOString())
  expect(await wait([pod(false), pod(true), restarted])).toMatchObject({
    looks: 7,
    seconds: 10.1,
    told: expect.arrayContaining(['1/1 ready, staying so for 10 s']),
  })
})

test('An API server that goes away meanwhile is asked again soon', async () => {
  const away = {exitCode: 1, stderr: 'The connection to the server 127.0.0.1:1 was refused - did you'}
  const {looks, seconds, told} = await wait([pod(false), pod(true), away, pod(true)])
  expect({looks, seconds}).toEqual({looks: 4, seconds: 2.2})
  expect(told.at(-1)).toBe('the API server does not answer')
})

test('What is deleted while it is waited for ends the wait, and one that is made again at once does not', async () => {
  const none = readAnswer([])
  await expect(wait([pod(false), none])).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'pod/web in namespace default is gone: it was deleted while waited for',
  })
  expect(await wait([pod(false), none, none, pod(true)])).toMatchObject({looks: 5})
})
