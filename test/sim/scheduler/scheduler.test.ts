import {expect, test} from 'vitest'
import {nodeResource} from '../../../src/sim/kinds/node/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {replicaSetResource} from '../../../src/sim/kinds/replicaset/resource.ts'
import {podRequests} from '../../../src/sim/scheduler/resources.ts'
import {testCluster} from '../support/cluster.ts'
import {bare, template, workload} from '../support/manifests.ts'

const cpu = (amount: string) => ({resources: {requests: {cpu: amount}}})

const cluster = async (workers = 2) => {
  const made = await testCluster({workers})
  const place = async (spec: Record<string, unknown>, container: Record<string, unknown> = {}) => {
    await made.create(podResource, 'kubia', bare(container, spec))
    await made.pass(20)
    const {nodeName} = made.pod('kubia').spec
    return nodeName ?? made.events('Pod', 'kubia').at(-1)
  }
  const label = (node: string, labels: Record<string, string>) =>
    made.registry.update(nodeResource, '', node, current => ({
      ...current,
      metadata: {...current.metadata, labels: {...current.metadata.labels, ...labels}},
    }))
  const perNode = () => {
    const counts: Record<string, number> = {}
    for (const {spec} of made.pods()) counts[spec.nodeName ?? 'none'] = (counts[spec.nodeName ?? 'none'] ?? 0) + 1
    return counts
  }
  return {...made, place, label, perNode}
}

test('pods of one owner spread over the nodes', async () => {
  const {create, pass, perNode} = await cluster(3)
  await create(replicaSetResource, 'kubia', workload({replicas: 7}))
  await pass(50)
  expect(perNode()).toEqual({'test-worker': 3, 'test-worker2': 2, 'test-worker3': 2})
})

test('a node selector and a required affinity choose the node', async () => {
  const {place, label, registry, settle} = await cluster()
  label('test-worker2', {disk: 'ssd', generation: '7'})
  expect(await place({nodeSelector: {disk: 'ssd'}})).toBe('test-worker2')
  registry.delete(podResource, 'default', 'kubia', {gracePeriodSeconds: 0})
  await settle()
  const nodeAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{matchExpressions: [{key: 'generation', operator: 'Gt', values: ['6']}]}],
    },
  }
  expect(await place({affinity: {nodeAffinity}})).toBe('test-worker2')
})

test('a toleration opens the control plane', async () => {
  const {place} = await cluster()
  const key = 'node-role.kubernetes.io/control-plane'
  expect(await place({tolerations: [{key, operator: 'Exists'}], nodeSelector: {[key]: ''}})).toBe('test-control-plane')
})

test('a pod whose claim nobody has made goes nowhere', async () => {
  const {place} = await cluster()
  expect(await place({volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'zz'}}]})).toBe(
    'FailedScheduling: 0/3 nodes are available: persistentvolumeclaim "zz" not found. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  )
})

test('a cordoned node takes no pods', async () => {
  const {place, patch} = await cluster()
  await patch(nodeResource, 'test-worker', {unschedulable: true}, '')
  expect(await place({})).toBe('test-worker2')
})

test('anti-affinity keeps pods apart, and says why one is left over', async () => {
  const {create, pass, perNode, pods, events} = await cluster()
  const podAntiAffinity = {
    requiredDuringSchedulingIgnoredDuringExecution: [
      {labelSelector: {matchLabels: {app: 'kubia'}}, topologyKey: 'kubernetes.io/hostname'},
    ],
  }
  await create(replicaSetResource, 'kubia', workload({template: template({}, {affinity: {podAntiAffinity}})}))
  await pass(50)
  expect(perNode()).toEqual({'test-worker': 1, 'test-worker2': 1, none: 1})
  const left = pods().find(({spec}) => !spec.nodeName)
  expect(events('Pod', left?.metadata.name)).toEqual([
    "FailedScheduling: 0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
  ])
})

test.each([
  [
    'too much CPU',
    {},
    cpu('9'),
    '1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
  ],
  [
    'a label that no node has',
    {nodeSelector: {disk: 'ssd'}},
    {},
    "1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  ],
])('%s is told in kube-scheduler’s words', async (_title, spec, container, reasons) => {
  const {place, pod} = await cluster()
  expect(await place(spec, container)).toBe(`FailedScheduling: 0/3 nodes are available: ${reasons}`)
  expect(pod('kubia').status.conditions).toMatchObject([
    {type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: `0/3 nodes are available: ${reasons}`},
  ])
})

test('what does not fit is tried again when room comes', async () => {
  const {create, pass, pod, registry} = await cluster(1)
  await create(podResource, 'large', bare(cpu('6')))
  await create(podResource, 'kubia', bare(cpu('6')))
  await pass(2000)
  expect(pod('kubia').spec.nodeName).toBeUndefined()
  registry.delete(podResource, 'default', 'large')
  await pass(1500)
  expect(pod('kubia').spec.nodeName).toBe('test-worker')
})

test('a node has room for 110 pods', async () => {
  const {create, pass, perNode} = await cluster(1)
  await create(replicaSetResource, 'kubia', workload({replicas: 112}))
  await pass(100)
  expect(perNode()).toEqual({'test-worker': 110, none: 2})
})

test('pods of other schedulers are left alone', async () => {
  const {place} = await cluster()
  expect(await place({schedulerName: 'mine'})).toBeUndefined()
})

test('init containers count where they need more than the containers together', () => {
  const container = (name: string, amount: string) => ({name, ...cpu(amount)})
  const containers = [container('a', '1'), container('b', '500m')]
  expect(podRequests({containers})).toEqual({cpu: 1500})
  expect(podRequests({containers, initContainers: [container('init', '2')]})).toEqual({cpu: 2000})
  const sidecar = {...container('side', '250m'), restartPolicy: 'Always' as const}
  expect(podRequests({containers, initContainers: [sidecar]})).toEqual({cpu: 1750})
})
