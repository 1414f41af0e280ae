import {expect, test} from 'vitest'
import type {ClusterProvider} from '../../../src/cluster/provider.ts'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {explainStopped} from '../../../src/workflows/explain-stopped.ts'
import {start} from '../../../src/workflows/power/start.ts'
import {stop} from '../../../src/workflows/power/stop.ts'
import {nodeContainers} from '../../support/docker.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts, writeRenamed} from '../../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../../support/provider.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'

const PLANE = nodeOf('shop-control-plane')
const BALANCER = nodeOf('shop-external-load-balancer', {role: 'external-load-balancer'})
const WORKER = nodeOf('shop-worker')
const off = <T extends object>(node: T): T => ({...node, running: false})

/** What is chosen of a cluster with these nodes. @param name of the one node that is meant */
const choose = (nodes = [PLANE, BALANCER, WORKER], name?: string, more: Partial<ClusterProvider> = {}) => {
  const kubeconfig = ownFolders()
  writeContexts(kubeconfig, ['kind-shop'], '')
  const recorded = recordedProvider([clusterOf('shop', nodes)], {apiServerOnNodes: true, ...more})
  const chosen = {
    provider: recorded.provider,
    cluster: clusterOf('shop', nodes),
    node: nodes.find(one => one.name === name),
  }
  return {...recorded, chosen, kubeconfig}
}

test('All nodes of a cluster are stopped, and it is looked whether they are', async () => {
  const {chosen, changes} = choose()
  const {result, shown} = runRecorded(flow => stop(flow, chosen), {})
  expect(await result).toMatchObject({changed: true, cluster: {nodes: [off(PLANE), off(BALANCER), off(WORKER)]}})
  expect(shown).toEqual([
    'say kubia stop · cluster shop · 1 control-plane + 1 worker · kind v0.33.0 · docker 20.10.24',
    'start Stop nodes',
    'ok Stop nodes: shop-control-plane, shop-external-load-balancer, shop-worker are stopped',
  ])
  expect(changes).toEqual(['stop shop-control-plane shop-external-load-balancer shop-worker'])
})

test('The plan of a stop is its run: workers first, control planes last', async () => {
  const {chosen, changes} = choose()
  const {plan} = planRecorded(flow => stop(flow, chosen), {})
  expect((await plan).script).toBe(
    `docker stop -t 30 shop-worker
docker stop -t 30 shop-external-load-balancer
docker stop -t 30 shop-control-plane`,
  )
  expect(changes).toEqual([])
})

test('What is stopped already is not stopped again', async () => {
  const {chosen, changes} = choose([off(PLANE), off(WORKER)])
  const {result, shown} = runRecorded(flow => stop(flow, chosen), {})
  expect(await result).toMatchObject({changed: false})
  expect([shown.at(-1), changes]).toEqual(['skip Stop nodes: none runs', []])
  const one = choose([PLANE, off(WORKER)], 'shop-worker')
  const named = runRecorded(flow => stop(flow, one.chosen), {})
  await named.result
  expect(named.shown.at(-1)).toBe('skip Stop node: shop-worker does not run')
})

test('A node that runs on is a failure, and what is stopped stays so', async () => {
  const {chosen} = choose(undefined, undefined, {stop: async () => {}})
  const {result} = runRecorded(flow => stop(flow, chosen), {})
  await expect(result).rejects.toMatchObject({
    error: {
      code: 'STOP_FAILED',
      exit: 5,
      message: 'shop-control-plane, shop-external-load-balancer, shop-worker still run',
    },
  })
})

const planes = (...running: boolean[]) =>
  running.map((runs, index) => nodeOf(`shop-control-plane${index === 0 ? '' : index + 1}`, {running: runs}))

test.each([
  ['a worker', [PLANE, WORKER], 'shop-worker', []],
  [
    'the only control plane',
    [PLANE, WORKER],
    'shop-control-plane',
    ['note it is the only control plane: the API server goes with it'],
  ],
  ['one of three control planes', planes(true, true, true), 'shop-control-plane2', []],
  [
    'the second of three',
    planes(true, true, false),
    'shop-control-plane2',
    ['note etcd needs 2 of 3 control planes, and 1 will run: the API server will not answer'],
  ],
])('It is said where etcd loses its quorum with a node: %s', async (_, nodes, name, warned) => {
  const {chosen} = choose(nodes, name)
  const {result, shown} = runRecorded(flow => stop(flow, chosen), {})
  await result
  expect(shown.filter(line => line.startsWith('note'))).toEqual(warned)
})

const ready = (name: string) => ({
  kind: 'Node',
  apiVersion: 'v1',
  metadata: {name},
  status: {conditions: [{type: 'Ready', status: 'True', lastHeartbeatTime: '2126-01-01T00:00:00Z'}]},
})
const KUBECTL = {
  'kubectl --context kind-shop get pods': {stdout: '{"items":[]}'},
  'kubectl --context kind-shop get': {
    stdout: JSON.stringify({items: [ready('shop-control-plane'), ready('shop-worker')]}),
  },
}

test('A cluster is started and waited for; a node alone too, and no other one is started with it', async () => {
  const {chosen, changes} = choose([off(PLANE), off(WORKER)])
  const {result, shown} = runRecorded(flow => start(flow, {chosen, kubeconfig: undefined, wait: true}), KUBECTL)
  expect(await result).toMatchObject({changed: true})
  expect(shown.filter(line => line.startsWith('ok'))).toEqual([
    'ok Start nodes: shop-control-plane, shop-worker were stopped',
    'ok Wait for nodes: 2/2 Ready',
  ])
  expect(changes).toEqual(['start shop-control-plane shop-worker'])

  const one = choose([PLANE, off(WORKER), off(nodeOf('shop-worker2'))], 'shop-worker')
  const named = runRecorded(flow => start(flow, {chosen: one.chosen, kubeconfig: undefined, wait: true}), KUBECTL)
  await named.result
  expect(named.shown.filter(line => line.startsWith('ok'))).toEqual([
    'ok Start node: shop-worker was stopped',
    'ok Wait for node: 1/1 Ready',
  ])
  expect(one.changes).toEqual(['start shop-worker'])
})

test('Paused nodes are resumed, and count as they report; stopped ones are started, and count once they have reported', async () => {
  const paused = {...off(PLANE), paused: true}
  const {chosen, changes} = choose([paused, off(WORKER)])
  const {result, shown} = runRecorded(flow => start(flow, {chosen, kubeconfig: undefined, wait: true}), KUBECTL)
  expect(await result).toMatchObject({changed: true})
  expect(shown).toContain('ok Start nodes: shop-control-plane was paused; shop-worker was stopped')
  expect(changes).toEqual(['start shop-control-plane shop-worker'])
})

test('A paused node is stopped like one that runs: it holds its memory and its ports', async () => {
  const {chosen, changes} = choose([{...off(PLANE), paused: true}, off(WORKER)])
  const {result} = runRecorded(flow => stop(flow, chosen), {})
  expect(await result).toMatchObject({changed: true, cluster: {nodes: [off(PLANE), off(WORKER)]}})
  expect(changes).toEqual(['stop shop-control-plane'])
})

test('A start of what runs waits all the same, and changes nothing', async () => {
  const {chosen, changes} = choose([PLANE, WORKER])
  const {result, shown} = runRecorded(flow => start(flow, {chosen, kubeconfig: undefined, wait: true}), KUBECTL)
  expect(await result).toMatchObject({changed: false})
  expect([shown[1], changes]).toEqual(['skip Start nodes: all run already', []])
})

test('The plan of a start is its run', async () => {
  const {chosen} = choose([PLANE, off(WORKER)], 'shop-worker')
  const {plan} = planRecorded(flow => start(flow, {chosen, kubeconfig: undefined, wait: true}), KUBECTL)
  expect((await plan).script).toBe(
    `docker start shop-worker
# waits for the node
kubectl --context kind-shop wait --for=condition=Ready node/shop-worker --timeout=-1s
kubectl --context kind-shop get nodes`,
  )
})

test('A context that was renamed is used, and no second one is written', async () => {
  const {chosen, changes, kubeconfig} = choose([off(PLANE), off(WORKER)])
  writeRenamed(kubeconfig, {context: 'dev', cluster: 'kind-shop', server: 'https://127.0.0.1:1'})
  const answers = {
    'kubectl --context dev get pods': KUBECTL['kubectl --context kind-shop get pods'],
    'kubectl --context dev get': KUBECTL['kubectl --context kind-shop get'],
  }
  const {result} = runRecorded(flow => start(flow, {chosen, kubeconfig: undefined, wait: true}), answers)
  expect(await result).toMatchObject({cluster: {context: 'dev'}})
  expect(changes).toEqual(['start shop-control-plane shop-worker'])
})

test('A context that is gone is written again, and none becomes current', async () => {
  const {chosen, changes, kubeconfig} = choose([off(PLANE), off(WORKER)], undefined, {
    exportKubeconfig: async name => {
      changes.push(`write the context of ${name}`)
      writeContexts(kubeconfig, ['kind-shop', 'base'], 'kind-shop')
    },
  })
  writeContexts(kubeconfig, [])
  const {result} = runRecorded(flow => start(flow, {chosen, kubeconfig: undefined, wait: true}), KUBECTL)
  await result
  expect(changes).toContain('write the context of shop')
})

/** What docker and kind answer of shop, whose node runs or not. */
const machine = (running: boolean, paused = false) => nodeContainers(['shop-control-plane'], running, paused)
const silent = new KubiaError('API_UNREACHABLE', 'nothing answers', {evidence: ['refused']})

test('An API server that does not answer because its cluster is stopped has that as its cause', async () => {
  const explained = await explainStopped(recordedExec(machine(false)).exec, {context: 'kind-shop'}, silent)
  expect(explained).toMatchObject({
    code: 'CLUSTER_STOPPED',
    exit: 3,
    message: 'cluster shop is stopped',
    details: {fix: ['kubectl kubia start shop']},
  })
  expect(explained.details.evidence).toBeUndefined()
})

test('An API server that gives no answer because its cluster is paused has that as its cause', async () => {
  const slow = new KubiaError('TIMEOUT', 'kubectl did not answer within 60s')
  expect(await explainStopped(recordedExec(machine(true, true)).exec, {context: 'kind-shop'}, slow)).toMatchObject({
    code: 'CLUSTER_STOPPED',
    message: 'cluster shop is paused',
    details: {fix: ['kubectl kubia start shop']},
  })
})

test.each([
  ['a cluster that runs', machine(true), 'kind-shop', silent],
  [
    'a machine without an engine',
    {
      docker: {missing: true},
      nerdctl: {missing: true},
      finch: {missing: true},
      podman: {missing: true},
      'kind version': {missing: true},
    },
    'kind-shop',
    silent,
  ],
  ['a cluster that is not local', {}, 'prod', silent],
  ['no context', {}, undefined, silent],
  ['another failure', {}, 'kind-shop', new KubiaError('FORBIDDEN', 'no')],
])('Another silence stays as it is: of %s', async (_, answers, context, error) => {
  expect(await explainStopped(recordedExec(answers).exec, context === undefined ? context : {context}, error)).toBe(
    error,
  )
})
