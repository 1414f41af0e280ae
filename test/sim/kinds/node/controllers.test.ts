import {expect, test} from 'vitest'
import {leaseResource} from '../../../../src/sim/kinds/lease/resource.ts'
import {namespaceResource} from '../../../../src/sim/kinds/namespace/resource.ts'
import {nodeResource} from '../../../../src/sim/kinds/node/resource.ts'
import type {Node} from '../../../../src/sim/kinds/node/types.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import type {Pod} from '../../../../src/sim/kinds/pod/types.ts'
import {replicaSetResource} from '../../../../src/sim/kinds/replicaset/resource.ts'
import {testCluster} from '../../support/cluster.ts'
import {bare, template, workload} from '../../support/manifests.ts'
import {draft} from '../../support/registry.ts'

const WORKER = 'test-worker'

const running = async (seconds?: number) => {
  const cluster = await testCluster()
  const tolerations = ['not-ready', 'unreachable'].map(state => ({
    key: `node.kubernetes.io/${state}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  }))
  const spec = {replicas: 2, template: template({}, seconds === undefined ? {} : {tolerations})}
  await cluster.create(replicaSetResource, 'kubia', workload(spec))
  await cluster.pass(800)
  const node = () => cluster.registry.get(nodeResource, '', WORKER) as Node
  const ready = () => {
    const found = node().status.conditions?.find(({type}) => type === 'Ready')
    return `${found?.status} ${found?.reason}: ${found?.message}`
  }
  const taints = () => (node().spec.taints ?? []).map(({key, effect}) => `${key}:${effect}`)
  const readyPods = () =>
    cluster
      .pods()
      .filter(({status}) => status.conditions?.some(({type, status}) => type === 'Ready' && status === 'True'))
      .map(({spec}) => spec.nodeName)
      .sort()
  return {...cluster, node, ready, taints, readyPods}
}

test('nodes look as kind’s do, and say that they are simulated', async () => {
  const {store, node} = await running()
  expect(store.list(nodeResource).map(({metadata}) => metadata.name)).toEqual([
    'test-control-plane',
    'test-worker',
    'test-worker2',
  ])
  const control = store.get(nodeResource, '', 'test-control-plane') as Node
  expect(control.spec.taints).toEqual([{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}])
  expect(node().spec).toEqual({
    podCIDR: '10.244.1.0/24',
    podCIDRs: ['10.244.1.0/24'],
    providerID: 'sim://test/test-worker',
  })
  expect(node().status).toMatchObject({
    addresses: [
      {type: 'InternalIP', address: '127.42.0.3'},
      {type: 'Hostname', address: WORKER},
    ],
    nodeInfo: {
      kubeletVersion: 'v1.36.0+simulated',
      osImage: 'Simulated node',
      containerRuntimeVersion: 'simulated://1.36.0',
    },
  })
})

test('nodes tell of their start, and renew their lease every five minutes', async () => {
  const {store, create, events, pass} = await running()
  await create(namespaceResource, 'kube-node-lease', {})
  expect(events('Node', WORKER)).toEqual([
    'Starting: Starting kubelet.',
    `RegisteredNode: Node ${WORKER} event: Registered Node ${WORKER} in Controller`,
  ])
  await pass(300_000, 10_000)
  const before = store.revision
  expect(store.get(leaseResource, 'kube-node-lease', WORKER)?.['spec']).toMatchObject({holderIdentity: WORKER})
  await pass(290_000, 10_000)
  expect(store.revision - before).toBe(0)
  await pass(20_000, 10_000)
  // For each of three nodes its status and its lease.
  expect(store.revision - before).toBe(6)
})

test('a cluster of one node runs pods on it', async () => {
  const {create, pass, pod} = await testCluster({workers: 0})
  await create(podResource, 'kubia', bare())
  await pass(800)
  expect(pod('kubia').spec.nodeName).toBe('test-control-plane')
  expect(pod('kubia').status.phase).toBe('Running')
})

test('a node that is not ready is tainted and its pods get no traffic, until it is well', async () => {
  const {annotate, ready, taints, readyPods, pass, events} = await running()
  await annotate(nodeResource, WORKER, {'sim.kubia.dev/not-ready': 'the disk is on fire'})
  await pass(100)
  expect(ready()).toBe('False KubeletNotReady: the disk is on fire')
  expect(taints()).toEqual(['node.kubernetes.io/not-ready:NoSchedule', 'node.kubernetes.io/not-ready:NoExecute'])
  expect(readyPods()).toEqual(['test-worker2'])
  await annotate(nodeResource, WORKER, {'sim.kubia.dev/not-ready': 'false'})
  await pass(100)
  expect(ready()).toBe('True KubeletReady: kubelet is posting ready status')
  expect(taints()).toEqual([])
  expect(readyPods()).toEqual(['test-worker', 'test-worker2'])
  expect(events('Node', WORKER).slice(-2)).toEqual([
    `NodeNotReady: Node ${WORKER} status is now: NodeNotReady`,
    `NodeReady: Node ${WORKER} status is now: NodeReady`,
  ])
})

test('pods leave a node that stays ill for longer than they bear, and are replaced elsewhere', async () => {
  const {annotate, readyPods, pass, pods} = await running(3)
  await annotate(nodeResource, WORKER, {'sim.kubia.dev/not-ready': 'true'})
  await pass(1500)
  expect(pods()).toHaveLength(2)
  await pass(4000)
  expect(readyPods()).toEqual(['test-worker2', 'test-worker2'])
  expect(pods()).toHaveLength(2)
})

test('a node that says nothing is given up; its pods hang until it speaks again', async () => {
  const {annotate, ready, taints, pass, pods, readyPods} = await running(3)
  await annotate(nodeResource, WORKER, {'sim.kubia.dev/unreachable': 'true'})
  await pass(1000)
  expect(ready()).toMatch(/^True/)
  await pass(5000)
  expect(ready()).toBe('Unknown NodeStatusUnknown: Kubelet stopped posting node status.')
  expect(taints()).toEqual(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute'])
  await pass(5000)
  const leaving = pods().filter(({metadata}) => metadata.deletionTimestamp !== undefined)
  expect(leaving.map(({spec}) => spec.nodeName)).toEqual([WORKER])
  expect(readyPods()).toEqual(['test-worker2', 'test-worker2'])
  await annotate(nodeResource, WORKER, {'sim.kubia.dev/unreachable': 'false'})
  await pass(1000)
  expect(ready()).toMatch(/^True/)
  expect(pods()).toHaveLength(2)
})

test('a node that is switched off is as one that says nothing, until it is switched on or its process starts', async () => {
  const {annotate, ready, pass, restart, node} = await running()
  for (const on of [() => annotate(nodeResource, WORKER, {'sim.kubia.dev/stopped': ''}), restart]) {
    await annotate(nodeResource, WORKER, {'sim.kubia.dev/stopped': 'true'})
    await pass(1000)
    expect(ready()).toMatch(/^True/)
    await pass(5000)
    expect(ready()).toBe('Unknown NodeStatusUnknown: Kubelet stopped posting node status.')
    await on()
    await pass(1000)
    expect(ready()).toMatch(/^True/)
  }
  expect(node().metadata.annotations).toEqual({'node.alpha.kubernetes.io/ttl': '0'})
})

test('a node that is switched on again before it was missed reports at once', async () => {
  const {annotate, pass, node} = await running()
  const heartbeat = () => node().status.conditions?.find(({type}) => type === 'Ready')?.lastHeartbeatTime
  await annotate(nodeResource, WORKER, {'sim.kubia.dev/stopped': 'true'})
  await pass(2000)
  const before = heartbeat()
  await annotate(nodeResource, WORKER, {'sim.kubia.dev/stopped': ''})
  await pass(1000)
  expect(heartbeat()).not.toBe(before)
})

/** What the first pod that is said to go says of it. */
const disruption = (pods: readonly Pod[]): string | undefined => {
  const found = pods.flatMap(({status}) => status.conditions ?? []).find(({type}) => type === 'DisruptionTarget')
  return found && `${found.status} ${found.reason}: ${found.message}`
}

test('a taint of effect NoExecute drives out what does not bear it', async () => {
  const {patch, pass, pods, readyPods, events} = await running()
  await patch(nodeResource, WORKER, {taints: [{key: 'maintenance', effect: 'NoExecute'}]}, '')
  expect(disruption(pods())).toBe('True DeletionByTaintManager: Taint manager: deleting due to NoExecute taint')
  await pass(2000)
  expect(readyPods()).toEqual(['test-worker2', 'test-worker2'])
  expect(events('Pod').filter(text => text.startsWith('Taint'))).toEqual([
    expect.stringMatching(/^TaintManagerEviction: Marking for deletion Pod default\/kubia-\w+$/),
  ])
})

test('cordon taints the node and is told', async () => {
  const {patch, taints, events} = await running()
  await patch(nodeResource, WORKER, {unschedulable: true}, '')
  expect(taints()).toEqual(['node.kubernetes.io/unschedulable:NoSchedule'])
  await patch(nodeResource, WORKER, {unschedulable: false}, '')
  expect(taints()).toEqual([])
  expect(events('Node', WORKER).slice(-2)).toEqual([
    `NodeNotSchedulable: Node ${WORKER} status is now: NodeNotSchedulable`,
    `NodeSchedulable: Node ${WORKER} status is now: NodeSchedulable`,
  ])
})

test('the pods of a node that is deleted go with it', async () => {
  const {registry, pass, readyPods, store} = await running()
  const changed: Pod[] = []
  store.onChange(({type, resource, object}) => {
    if (type === 'MODIFIED' && resource === podResource) changed.push(object as Pod)
  })
  registry.delete(nodeResource, '', WORKER)
  await pass(1000)
  expect(readyPods()).toEqual(['test-worker2', 'test-worker2'])
  const failed = changed.filter(({status}) => status.phase === 'Failed')
  expect(disruption(failed)).toBe('True DeletionByPodGC: PodGC: node no longer exists')
})

test('a node reports its status again when its process has been restarted', async () => {
  const {node, pass, restart, registry} = await running()
  registry.create(namespaceResource, draft(namespaceResource, 'kube-node-lease', {}))
  const heartbeat = () => node().status.conditions?.find(({type}) => type === 'Ready')?.lastHeartbeatTime ?? ''
  // The last report was with a lease, and the next one is due in minutes.
  await pass(310_000, 10_000)
  const before = heartbeat()
  await pass(10_000, 1000)
  expect(heartbeat()).toBe(before)
  await restart()
  expect(Date.parse(heartbeat())).toBeGreaterThan(Date.parse(before))
})
