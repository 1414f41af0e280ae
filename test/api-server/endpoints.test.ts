import {expect, test} from 'vitest'
import {waitForEndpoints} from '../../src/api-server/endpoints.ts'
import {kubectlAdvice} from '../../src/errors/advice.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import type {Pod, Service} from '../../src/kubernetes/types.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {container, pod, ready} from './objects.ts'

const place = {context: 'kind-k', namespace: 'shop'}
const HERE = 'kubectl --context kind-k --namespace shop'

/** Waits for a service whose endpoints stay empty, until the time is over. @returns the failure, and what was reported */
const waitInVain = async (targetPort: number | string, pods: readonly Pod[]) => {
  const {exec} = recordedExec({
    [`${HERE} get endpoints/web`]: readAnswer([]),
    [`${HERE} get pods -l app=kubia`]: readAnswer(pods),
    [`${HERE} get pod/`]: readAnswer(pods),
    [`${HERE} get events`]: readAnswer([]),
  })
  const over = new AbortController()
  const reported: string[] = []
  const failure = await waitForEndpoints(exec, {
    place,
    service: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'web', namespace: 'shop'},
      spec: {selector: {app: 'kubia'}, ports: [{port: 80, targetPort}]},
    } as unknown as Service,
    askNodes: async () => undefined,
    signal: over.signal,
    renewSignal: () => {},
    report: detail => {
      reported.push(detail)
      over.abort(new KubiaError('TIMEOUT', 'not done in time'))
    },
    next: 'look',
  }).catch((error: KubiaError) => error)
  const {code, message, details} = failure as KubiaError
  return {code, message, fix: details.fix, reported}
}

const running = (name: string): Pod => pod(name, {...ready, containerStatuses: [container({ready: true})]})

test.each([
  [['a'], '1 pod of app=kubia is ready, and not listed as endpoints yet'],
  [['a', 'b'], '2 pods of app=kubia are ready, and not listed as endpoints yet'],
])('Pods %j that are ready, and that nobody lists as endpoints, are told as what they are', async (names, says) => {
  expect(await waitInVain(8080, names.map(running))).toEqual({
    code: 'NOT_READY',
    message: `service web has no endpoints: ${says}`,
    fix: [kubectlAdvice(['get', 'pods', '-n', 'kube-system'], 'whether kube-controller-manager runs')],
    reported: [`0 endpoints · ${says}`],
  })
})

test('A pod that is not ready is counted as such', async () => {
  const {code, reported} = await waitInVain(8080, [pod('a', {phase: 'Running'})])
  expect({code, reported}).toEqual({code: 'NOT_READY', reported: ['0 endpoints · 1 pod of app=kubia: none is ready']})
})

test('A target port that no container names ends the wait at once, with those that there are', async () => {
  const one = running('a')
  const ports = [{name: 'web', containerPort: 8080}, {containerPort: 9090}]
  const declaring = {...one, spec: {...one.spec, containers: one.spec.containers.map(each => ({...each, ports}))}}
  const command = ['kubectl', '--context', 'kind-k', '--namespace', 'shop', 'edit', 'service', 'web']
  const failure = (known: string) => ({
    code: 'NO_ENDPOINTS',
    message: 'service web leads nowhere: no container of its pods names a port http',
    fix: [{command, comment: `a targetPort that there is, by number or name: ${known}`}],
    reported: [],
  })
  expect(await waitInVain('http', [declaring as Pod])).toEqual(failure('the containers have web (8080), 9090'))
  expect(await waitInVain('http', [one])).toEqual(failure('the containers declare none'))
})
