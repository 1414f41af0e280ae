import {expect, test} from 'vitest'
import {controllerRevisionResource} from '../../../../src/sim/kinds/controllerrevision/resource.ts'
import type {ControllerRevision} from '../../../../src/sim/kinds/controllerrevision/types.ts'
import {daemonSetResource} from '../../../../src/sim/kinds/daemonset/resource.ts'
import type {DaemonSet} from '../../../../src/sim/kinds/daemonset/types.ts'
import {nodeResource} from '../../../../src/sim/kinds/node/resource.ts'
import type {Node} from '../../../../src/sim/kinds/node/types.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import type {Pod, Taint} from '../../../../src/sim/kinds/pod/types.ts'
import {testCluster} from '../../support/cluster.ts'
import {template} from '../../support/manifests.ts'

const selector = {matchLabels: {app: 'kubia'}}

const run = async (spec: Record<string, unknown> = {}, workers = 3) => {
  const cluster = await testCluster({workers})
  await cluster.create(daemonSetResource, 'agent', {spec: {selector, template: template(), ...spec}})
  await cluster.pass(2000)
  const set = () => cluster.registry.get(daemonSetResource, 'default', 'agent') as DaemonSet
  /** The nodes of the pods that live, in order; one that still waits is in parentheses. */
  const nodes = () =>
    cluster
      .pods()
      .filter(({metadata}) => metadata.deletionTimestamp === undefined)
      .map(({spec: {nodeName}}) => nodeName ?? '(none)')
      .sort()
  const revisions = () =>
    (cluster.store.list(controllerRevisionResource, 'default') as ControllerRevision[]).toSorted(
      (a, b) => a.revision - b.revision,
    )
  const node = (name: string, spec: Partial<Node['spec']>, labels: Record<string, string> = {}) =>
    cluster.registry.update(nodeResource, '', name, current => ({
      ...current,
      metadata: {...current.metadata, labels: {...current.metadata.labels, ...labels}},
      spec: {...(current as Node).spec, ...spec},
    }))
  /** The events without the made-up ends of the names of pods. */
  const said = () => cluster.events('DaemonSet').map(text => text.replace(/agent-\w{5}/, 'agent-?'))
  const update = (image: string) => cluster.patch(daemonSetResource, 'agent', {template: template({image})})
  return {...cluster, set, nodes, revisions, node, said, update}
}

const WORKERS = ['test-worker', 'test-worker2', 'test-worker3']
const taint: Taint = {key: 'dedicated', value: 'x', effect: 'NoSchedule'}

test('a daemon set runs a pod on every node that it may run on, which is no control plane', async () => {
  const {nodes, set, said} = await run()
  expect(nodes()).toEqual(WORKERS)
  expect(set().status).toEqual({
    currentNumberScheduled: 3,
    desiredNumberScheduled: 3,
    numberMisscheduled: 0,
    numberReady: 3,
    observedGeneration: 1,
    updatedNumberScheduled: 3,
    numberAvailable: 3,
  })
  expect(said()).toEqual(
    ['Created pod: agent-?', 'Created pod: agent-?', 'Created pod: agent-?'].map(text => `SuccessfulCreate: ${text}`),
  )
})

test('a pod of a daemon set is led to its node, bears what is wrong with it, and says its revision', async () => {
  const {pods, revisions} = await run({}, 1)
  const [pod] = pods()
  const [revision] = revisions()
  const hash = revision?.metadata.labels?.['controller-revision-hash']
  expect(revision?.metadata.name).toBe(`agent-${hash}`)
  expect(pod?.metadata).toMatchObject({
    generateName: 'agent-',
    labels: {app: 'kubia', 'controller-revision-hash': hash, 'pod-template-generation': '1'},
    ownerReferences: [{kind: 'DaemonSet', name: 'agent', controller: true, blockOwnerDeletion: true}],
  })
  expect(pod?.spec.affinity).toEqual({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{matchFields: [{key: 'metadata.name', operator: 'In', values: ['test-worker']}]}],
      },
    },
  })
  expect(pod?.spec.tolerations).toEqual(
    [
      ['not-ready', 'NoExecute'],
      ['unreachable', 'NoExecute'],
      ['disk-pressure', 'NoSchedule'],
      ['memory-pressure', 'NoSchedule'],
      ['pid-pressure', 'NoSchedule'],
      ['unschedulable', 'NoSchedule'],
    ].map(([condition, effect]) => ({key: `node.kubernetes.io/${condition}`, operator: 'Exists', effect})),
  )
})

test('with a toleration it runs on control planes too, with a node selector only where the label is', async () => {
  const everywhere = await run({template: template({}, {tolerations: [{operator: 'Exists'}]})})
  expect(everywhere.nodes()).toEqual(['test-control-plane', ...WORKERS])
  const some = await run({template: template({}, {nodeSelector: {disk: 'ssd'}})})
  expect([some.nodes(), some.set().status?.desiredNumberScheduled]).toEqual([[], 0])
  some.node('test-worker2', {}, {disk: 'ssd'})
  await some.pass(1000)
  expect(some.nodes()).toEqual(['test-worker2'])
  some.node('test-worker2', {}, {disk: 'hdd'})
  await some.pass(2000)
  expect(some.nodes()).toEqual([])
})

test('a cordoned node keeps its pod and gets one again; a taint of NoSchedule keeps what is there and lets nothing new come', async () => {
  const {nodes, node, pods, pass, registry, set} = await run()
  node('test-worker', {unschedulable: true})
  node('test-worker2', {taints: [taint]})
  await pass(1000)
  expect(nodes()).toEqual(WORKERS)
  expect(set().status).toMatchObject({desiredNumberScheduled: 2, numberMisscheduled: 1})
  for (const {metadata} of pods()) registry.delete(podResource, 'default', metadata.name, {gracePeriodSeconds: 0})
  await pass(2000)
  expect(nodes()).toEqual(['test-worker', 'test-worker3'])
  node('test-worker3', {taints: [{...taint, effect: 'NoExecute'}]})
  await pass(2000)
  expect(nodes()).toEqual(['test-worker'])
  node('test-worker3', {taints: []})
  await pass(2000)
  expect(nodes()).toEqual(['test-worker', 'test-worker3'])
})

test('a pod that is deleted comes again, one that ended is replaced and told of', async () => {
  const {nodes, pods, pass, registry, said} = await run({}, 1)
  const name = pods()[0]?.metadata.name ?? ''
  registry.update(
    podResource,
    'default',
    name,
    current => ({...current, status: {...(current as Pod).status, phase: 'Failed'}}),
    {subresource: 'status'},
  )
  await pass(2000)
  expect(nodes()).toEqual(['test-worker'])
  expect(pods()[0]?.metadata.name).not.toBe(name)
  expect(said()).toEqual([
    'SuccessfulCreate: Created pod: agent-?',
    'FailedDaemonPod: Found failed daemon pod default/agent-? on node test-worker, will try to kill it',
    'SuccessfulDelete: Deleted pod: agent-?',
    'SuccessfulCreate: Created pod: agent-?',
  ])
})

test('a new template replaces one pod after the other, and is a new revision', async () => {
  const {update, pass, pods, set, revisions} = await run()
  await update('museopkim/kubia:2.0')
  const counts = new Set<string>()
  for (let step = 0; step < 100; step++) {
    await pass(50)
    const {numberAvailable = 0, updatedNumberScheduled = 0} = set().status ?? {}
    counts.add(`${updatedNumberScheduled} ${numberAvailable}`)
  }
  expect([...counts].every(text => Number(text.split(' ')[1]) >= 2)).toBe(true)
  expect([...counts].at(-1)).toBe('3 3')
  expect(pods().map(({spec}) => spec.containers[0]?.image)).toEqual(Array(3).fill('museopkim/kubia:2.0'))
  expect(revisions().map(({revision}) => revision)).toEqual([1, 2])
  expect(set().metadata.annotations).toEqual({'deprecated.daemonset.template.generation': '2'})
  expect(set().metadata.generation).toBe(2)
})

test('what comes back is the revision that it was, with the highest number', async () => {
  const {update, pass, pods, set, revisions} = await run({}, 1)
  const first = pods()[0]?.metadata.labels?.['controller-revision-hash']
  await update('museopkim/kubia:2.0')
  await pass(3000)
  await update('museopkim/kubia:1.0')
  await pass(3000)
  expect(revisions().map(({revision, metadata}) => [revision, metadata.labels?.['controller-revision-hash']])).toEqual([
    [2, expect.not.stringMatching(`^${first}$`)],
    [3, first],
  ])
  expect(pods().map(({metadata}) => metadata.labels)).toEqual([
    {app: 'kubia', 'controller-revision-hash': first, 'pod-template-generation': '3'},
  ])
  expect(set().status).toMatchObject({updatedNumberScheduled: 1, observedGeneration: 3})
})

test('revisions beyond the limit go, the oldest first, but none that pods still have', async () => {
  const {update, pass, revisions} = await run({revisionHistoryLimit: 1}, 1)
  for (const tag of ['2.0', '3.0', '4.0']) {
    await update(`museopkim/kubia:${tag}`)
    await pass(3000)
  }
  expect(revisions().map(({revision}) => revision)).toEqual([3, 4])
})

test('maxUnavailable says how many pods are replaced at once, a share rounded up', async () => {
  const {update, nodes, pass} = await run({updateStrategy: {rollingUpdate: {maxUnavailable: '50%'}}})
  await update('museopkim/kubia:2.0')
  await pass(100)
  expect(nodes()).toHaveLength(1)
})

test('with maxSurge a new pod is ready before the old one goes', async () => {
  const {update, set, pass, pods} = await run({updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}})
  await update('museopkim/kubia:2.0')
  let least = 3
  let most = 0
  for (let step = 0; step < 100; step++) {
    await pass(50)
    const perNode = Object.values(Object.groupBy(pods(), ({spec}) => spec.nodeName ?? '(none)')).map(
      group => group?.length ?? 0,
    )
    most = Math.max(most, ...perNode)
    least = Math.min(least, set().status?.numberAvailable ?? 0)
  }
  expect([least, most]).toEqual([3, 2])
  expect(pods().map(({spec}) => spec.containers[0]?.image)).toEqual(Array(3).fill('museopkim/kubia:2.0'))
})

test('a pod that cannot start blocks the rollout, and is replaced at once by a good template', async () => {
  const {update, pass, pods, nodes} = await run()
  await update('museopkim/kubia:missing')
  await pass(5000)
  const images = () => pods().map(({spec}) => spec.containers[0]?.image)
  expect(images().filter(image => image === 'museopkim/kubia:missing')).toHaveLength(1)
  await update('museopkim/kubia:1.0')
  await pass(3000)
  expect(images()).toEqual(Array(3).fill('museopkim/kubia:1.0'))
  expect(nodes()).toEqual(WORKERS)
})

test('with OnDelete a new template is for pods that are deleted by hand', async () => {
  const {update, pass, pods, registry, set} = await run({updateStrategy: {type: 'OnDelete'}})
  await update('museopkim/kubia:2.0')
  await pass(2000)
  expect(set().status?.updatedNumberScheduled).toBeUndefined()
  registry.delete(podResource, 'default', pods()[0]?.metadata.name ?? '', {gracePeriodSeconds: 0})
  await pass(2000)
  expect(set().status?.updatedNumberScheduled).toBe(1)
})

test('a node that comes gets a pod, and one that goes takes its own along', async () => {
  const {nodes, pass, registry} = await run()
  registry.delete(nodeResource, '', 'test-worker2')
  await pass(2000)
  expect(nodes()).toEqual(['test-worker', 'test-worker3'])
})

test('a pod that fits nowhere waits, and goes with its node', async () => {
  const {nodes, pass, registry, set} = await run({template: template({resources: {requests: {cpu: '100'}}})}, 1)
  expect(nodes()).toEqual(['(none)'])
  expect(set().status).toMatchObject({desiredNumberScheduled: 1, currentNumberScheduled: 1, numberReady: 0})
  registry.delete(nodeResource, '', 'test-worker')
  await pass(2000)
  expect(nodes()).toEqual([])
})

test('minReadySeconds is waited for before a pod counts as available', async () => {
  const {set, pass} = await run({minReadySeconds: 5}, 1)
  expect(set().status).toMatchObject({numberReady: 1, numberUnavailable: 1})
  await pass(6000)
  expect(set().status).toMatchObject({numberReady: 1, numberAvailable: 1})
})

test('after a restart nothing is made twice', async () => {
  const {restart, pass, pods, revisions} = await run()
  const names = pods().map(({metadata}) => metadata.name)
  await restart()
  await pass(2000)
  expect(pods().map(({metadata}) => metadata.name)).toEqual(names)
  expect(revisions()).toHaveLength(1)
})
