import {expect, test} from 'vitest'
import {eventResource} from '../../../src/sim/kinds/event/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import type {Pod} from '../../../src/sim/kinds/pod/types.ts'
import {KNOBS} from '../../../src/sim/kubelet/knobs.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

/** What kubectl's STATUS column is made of: the phase, and why the container waits or ended. */
const look = ({status, metadata}: Pod): string => {
  const {state, restartCount = 0} = status.containerStatuses?.[0] ?? {}
  const reason = state?.waiting?.reason ?? state?.terminated?.reason ?? (state?.running ? 'running' : 'nothing')
  const ready = status.conditions?.find(({type}) => type === 'Ready')?.status === 'True' ? ' ready' : ''
  return `${status.phase} ${reason}${ready}${restartCount > 0 ? ` ↺${restartCount}` : ''}${metadata.deletionTimestamp ? ' terminating' : ''}`
}

const launch = async (manifest: Record<string, unknown>) => {
  const cluster = await testCluster({workers: 1})
  const seen: string[] = []
  cluster.store.onChange(({resource, object, type}) => {
    if (resource !== podResource || object.metadata.name !== 'kubia') return
    const now = type === 'DELETED' ? 'gone' : look(object as Pod)
    if (seen.at(-1) !== now) seen.push(now)
  })
  await cluster.create(podResource, 'kubia', manifest)
  const status = () => cluster.pod('kubia').status.containerStatuses?.[0]
  return {...cluster, seen, status, said: () => cluster.events('Pod', 'kubia').slice(1)}
}

const annotated = (annotations: Record<string, string>, container = {}, spec = {}) => ({
  ...bare(container, spec),
  metadata: {labels: {run: 'kubia'}, annotations},
})

test('a pod goes from Pending over ContainerCreating to Running', async () => {
  const {seen, said, pass, pod} = await launch(bare())
  await pass(600)
  expect(seen).toEqual(['Pending nothing', 'Pending ContainerCreating', 'Running running ready'])
  expect(said()).toEqual([
    'Pulling: Pulling image "museopkim/kubia:1.0"',
    'Pulled: Successfully pulled image "museopkim/kubia:1.0" in 250ms (250ms including waiting). Image size: 39000000 bytes.',
    'Created: Container created',
    'Started: Container started',
  ])
  expect(pod('kubia').status.conditions?.map(({type, status}) => `${type}=${status}`)).toEqual([
    'PodReadyToStartContainers=True',
    'Initialized=True',
    'Ready=True',
    'ContainersReady=True',
    'PodScheduled=True',
  ])
  expect(pod('kubia').status).toMatchObject({podIP: '10.244.1.2', hostIP: '127.42.0.3', qosClass: 'BestEffort'})
})

test('nothing is due any more for a pod that is gone at once', async () => {
  const {clock, create, pass, registry} = await launch(bare())
  const waiting = async (name: string): Promise<number> => {
    await create(podResource, name, bare({image: 'busybox', command: ['sleep', '3600']}))
    await pass(600)
    registry.delete(podResource, 'default', name, {gracePeriodSeconds: 0})
    await pass(100)
    return clock.waiting
  }
  const first = await waiting('one')
  expect(await waiting('two')).toBe(first)
})

test('events name the container and the node', async () => {
  const {store, pass} = await launch(bare())
  await pass(600)
  expect(
    store.list(eventResource).find(({reason, involvedObject}) => reason === 'Started' && involvedObject),
  ).toMatchObject({
    involvedObject: {kind: 'Pod', name: 'kubia', namespace: 'default', fieldPath: 'spec.containers{kubia}'},
    source: {component: 'kubelet', host: 'test-worker'},
    type: 'Normal',
    count: 1,
  })
})

test('an image that is on the node is not pulled again', async () => {
  const {create, pass, events} = await launch(bare())
  await pass(600)
  await create(podResource, 'second', bare())
  await pass(600)
  expect(events('Pod', 'second').slice(1)).toEqual([
    'Pulled: Container image "museopkim/kubia:1.0" already present on machine and can be accessed by the pod',
    'Created: Container created',
    'Started: Container started',
  ])
})

test('an image that no registry has is tried again, with a wait that grows', async () => {
  const {seen, said, pass, status} = await launch(bare({image: 'museopkim/kubia:missing'}))
  await pass(3500)
  expect(seen).toEqual([
    'Pending nothing',
    'Pending ContainerCreating',
    'Pending ErrImagePull',
    'Pending ImagePullBackOff',
    'Pending ErrImagePull',
    'Pending ImagePullBackOff',
  ])
  const error =
    'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/museopkim/kubia:missing": failed to resolve reference "docker.io/museopkim/kubia:missing": docker.io/museopkim/kubia:missing: not found'
  expect(said()).toEqual([
    'Pulling: Pulling image "museopkim/kubia:missing" ×2',
    `Failed: Failed to pull image "museopkim/kubia:missing": ${error} ×2`,
    'Failed: Error: ErrImagePull ×2',
    'BackOff: Back-off pulling image "museopkim/kubia:missing" ×2',
    'Failed: Error: ImagePullBackOff ×2',
  ])
  expect(status()?.state.waiting).toEqual({
    reason: 'ImagePullBackOff',
    message: `Back-off pulling image "museopkim/kubia:missing": ErrImagePull: ${error}`,
  })
})

test('a pull that an annotation makes fail succeeds when the annotation goes', async () => {
  const {seen, annotate, pass} = await launch(annotated({[KNOBS.pullError]: 'unauthorized'}))
  await pass(1000)
  expect(seen.at(-1)).toBe('Pending ImagePullBackOff')
  await annotate(podResource, 'kubia', {[KNOBS.pullError]: ''})
  await pass(3000)
  expect(seen.at(-1)).toBe('Running running ready')
})

test.each([
  [{image: 'museopkim/kubia:1.0', imagePullPolicy: 'Never'}, 'Pending ErrImageNeverPull'],
  [{image: 'Museopkim/Kubia'}, 'Pending InvalidImageName'],
])('%j waits as %s', async (container, expected) => {
  const {seen, pass} = await launch(bare(container))
  await pass(1000)
  expect(seen.at(-1)).toBe(expected)
})

test('a container that crashes is started at once, and then after waits that grow', async () => {
  const {seen, said, pass, status} = await launch(annotated({[KNOBS.crash]: '3'}))
  await pass(5500)
  expect(seen).toEqual([
    'Pending nothing',
    'Pending ContainerCreating',
    'Running running ready',
    'Running Error',
    'Running running ready ↺1',
    'Running Error ↺1',
    'Running CrashLoopBackOff ↺1',
    'Running running ready ↺2',
    'Running Error ↺2',
    'Running CrashLoopBackOff ↺2',
  ])
  const where = expect.stringMatching(
    /^BackOff: Back-off restarting failed container kubia in pod kubia_default\([0-9a-f-]{36}\) ×2$/,
  )
  expect(said().slice(2)).toEqual([
    'Created: Container created ×3',
    'Started: Container started ×3',
    'Pulled: Container image "museopkim/kubia:1.0" already present on machine and can be accessed by the pod ×2',
    where,
  ])
  expect(status()?.state.waiting?.message).toMatch(/^back-off 2s restarting failed container=kubia pod=kubia_default\(/)
  expect(status()?.lastState.terminated).toMatchObject({exitCode: 3, reason: 'Error'})
})

test('a running container crashes when it is annotated, and recovers when that ends', async () => {
  const {seen, annotate, pass, status} = await launch(bare())
  await pass(5000)
  await annotate(podResource, 'kubia', {[KNOBS.crash]: 'OOMKilled'})
  expect(seen.at(-1)).toBe('Running OOMKilled')
  expect(status()?.state.terminated).toMatchObject({exitCode: 137, finishedAt: '2026-01-02T03:04:10Z'})
  await annotate(podResource, 'kubia', {[KNOBS.crash]: 'false'})
  await pass(1000)
  expect(seen.at(-1)).toBe('Running running ready ↺1')
})

test('a crash that cannot be read is told once for each value, and nothing crashes', async () => {
  const {seen, said, annotate, pass} = await launch(annotated({[KNOBS.crash]: 'abc'}))
  await pass(1000)
  await annotate(podResource, 'kubia', {color: 'blue'})
  const complaint = (value: string) =>
    `InvalidAnnotation: sim.kubia.dev/crash: "${value}" is no exit code up to 255 and not OOMKilled, which may be followed by "after 5s"`
  expect(said().filter(text => text.startsWith('Invalid'))).toEqual([complaint('abc')])
  await annotate(podResource, 'kubia', {[KNOBS.crash]: '1 after a while'})
  expect(said().at(-1)).toBe(complaint('1 after a while'))
  expect(seen.at(-1)).toBe('Running running ready')
})

test.each([
  ['Never', ['sh', '-c', 'echo hello; exit 0'], 'Succeeded Completed'],
  ['Never', ['sh', '-c', 'exit 2'], 'Failed Error'],
  ['OnFailure', ['true'], 'Succeeded Completed'],
])('restartPolicy %s and %j end as %s', async (restartPolicy, command, expected) => {
  const {seen, pass} = await launch(bare({image: 'busybox:1.36', command}, {restartPolicy}))
  await pass(2000)
  expect(seen.at(-1)).toBe(expected)
})

test('a command that sleeps runs for so long', async () => {
  const {seen, pass} = await launch(bare({image: 'busybox:1.36', command: ['sleep', '3']}, {restartPolicy: 'Never'}))
  await pass(3000)
  expect(seen.at(-1)).toBe('Running running ready')
  await pass(1000)
  expect(seen.at(-1)).toBe('Succeeded Completed')
})

test('init containers run one after the other before the others', async () => {
  const {seen, pass, pod, events} = await launch(
    bare(
      {},
      {
        initContainers: [
          {name: 'first', image: 'busybox:1.36'},
          {name: 'second', image: 'busybox:1.36'},
        ],
      },
    ),
  )
  await pass(350)
  expect(seen.at(-1)).toBe('Pending PodInitializing')
  expect(pod('kubia').status.conditions?.find(({type}) => type === 'Initialized')).toMatchObject({
    status: 'False',
    message: 'containers with incomplete status: [first second]',
  })
  await pass(1500)
  expect(seen.at(-1)).toBe('Running running ready')
  expect(pod('kubia').status.initContainerStatuses?.map(({state}) => state.terminated?.reason)).toEqual([
    'Completed',
    'Completed',
  ])
  expect(events('Pod', 'kubia').filter(text => text.startsWith('Started'))).toHaveLength(3)
})

test.each([
  [{}, 'Succeeded Completed terminating'],
  [{image: 'busybox', command: ['sleep', '1d']}, 'Failed Error terminating'],
])(
  'a pod of %j that is deleted is seen terminating and ended, and is gone before its grace is over',
  async (container, ended) => {
    const {seen, registry, pass, said} = await launch(bare(container))
    await pass(600)
    registry.delete(podResource, 'default', 'kubia')
    await pass(300)
    expect(seen.at(-1)).toBe('Running running ready terminating')
    await pass(300)
    expect(seen.slice(-2)).toEqual([ended, 'gone'])
    expect(said().at(-1)).toBe('Killing: Stopping container kubia')
  },
)

test('a pod that is deleted before anything ran goes without a word', async () => {
  const {seen, registry, settle} = await launch(bare())
  registry.delete(podResource, 'default', 'kubia')
  await settle()
  expect(seen).toEqual([
    'Pending nothing',
    'Pending ContainerCreating',
    'Pending ContainerCreating terminating',
    'gone',
  ])
})

test('what ran before a restart of the cluster runs on, with its address', async () => {
  const {restart, pass, pod, seen, said} = await launch(bare())
  await pass(600)
  const before = pod('kubia')
  await restart()
  await pass(5000)
  expect(pod('kubia')).toBe(before)
  expect(seen.at(-1)).toBe('Running running ready')
  expect(said()).toHaveLength(4)
})

test('what was under way at a restart is begun again', async () => {
  const {restart, pass, seen} = await launch(bare())
  await pass(200)
  await restart()
  await pass(600)
  expect(seen).toEqual(['Pending nothing', 'Pending ContainerCreating', 'Running running ready'])
})

test('a crash loop goes on counting after a restart', async () => {
  const {restart, pass, status} = await launch(annotated({[KNOBS.crash]: '1'}))
  await pass(5500)
  expect(status()?.restartCount).toBe(2)
  await restart()
  await pass(3000)
  expect(status()?.restartCount).toBe(3)
})
