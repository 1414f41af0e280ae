import {afterAll, beforeAll, expect, test} from 'vitest'
import {fetchText} from '../sim/support/network.ts'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('ctl', ['--workers', '2'])
const {kubectl} = sim

/** Names of the pods of the app that are not about to go. */
const pods = async (): Promise<string[]> => {
  const {items} = JSON.parse(await kubectl('get', 'pods', '-l', 'app=kubia', '-o', 'json')) as {
    items: {metadata: {name: string; deletionTimestamp?: string}}[]
  }
  return items
    .filter(({metadata}) => metadata.deletionTimestamp === undefined)
    .map(({metadata}) => metadata.name)
    .sort()
}

const until = async <T>(look: () => Promise<T>, isRight: (seen: T) => boolean): Promise<T> => {
  for (;;) {
    const seen = await look()
    if (isRight(seen)) return seen
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

beforeAll(async () => {
  await sim.ready
  await kubectl('create', 'deployment', 'kubia', '--image=museopkim/kubia:1.0', '--port=8080')
  await kubectl('rollout', 'status', 'deployment/kubia')
})
afterAll(() => sim.stop())

test('a rollout is reported, undone and restarted', async () => {
  await kubectl('annotate', 'deployment/kubia', 'kubernetes.io/change-cause=first')
  await kubectl('set', 'image', 'deployment/kubia', 'kubia=museopkim/kubia:2.0')
  await kubectl('annotate', '--overwrite', 'deployment/kubia', 'kubernetes.io/change-cause=second')
  expect(await kubectl('rollout', 'status', 'deployment/kubia')).toMatch(
    /deployment "kubia" successfully rolled out\n$/,
  )
  expect(await kubectl('rollout', 'history', 'deployment/kubia')).toBe(
    'deployment.apps/kubia \nREVISION  CHANGE-CAUSE\n1         first\n2         second\n\n',
  )
  expect(await kubectl('rollout', 'undo', 'deployment/kubia')).toBe('deployment.apps/kubia rolled back\n')
  await kubectl('rollout', 'status', 'deployment/kubia')
  expect(await kubectl('get', 'deployment', 'kubia', '-o', 'jsonpath={.spec.template.spec.containers[0].image}')).toBe(
    'museopkim/kubia:1.0',
  )
  const before = await pods()
  await kubectl('rollout', 'restart', 'deployment/kubia')
  await kubectl('rollout', 'status', 'deployment/kubia')
  const after = await until(pods, names => names.length === 1)
  expect(after).not.toEqual(before)
})

test('a rollout of an image that is missing keeps the old pods, and says why', async () => {
  await kubectl('set', 'image', 'deployment/kubia', 'kubia=museopkim/kubia:missing')
  await until(
    () => kubectl('get', 'pods', '-l', 'app=kubia', '--no-headers'),
    table => /ImagePullBackOff/.test(table) && /Running/.test(table),
  )
  await kubectl('rollout', 'undo', 'deployment/kubia')
  await kubectl('rollout', 'status', 'deployment/kubia')
})

test('node ports answer while pods come and go', async () => {
  await kubectl('expose', 'deployment/kubia', '--type=NodePort', '--port=80', '--target-port=8080')
  const port = Number(await kubectl('get', 'service', 'kubia', '-o', 'jsonpath={.spec.ports[0].nodePort}'))
  const address = await kubectl('get', 'node', 'ctl-worker', '-o', 'jsonpath={.status.addresses[0].address}')
  const seen = async (): Promise<string> => {
    const answers = new Set<string>()
    for (let time = 0; time < 6; time++) answers.add(await fetchText(address, port))
    return [...answers].sort().join('')
  }
  const expected = async (): Promise<string> => (await pods()).map(name => `You've hit ${name}\n`).join('')
  for (const replicas of [1, 3, 1]) {
    await kubectl('scale', 'deployment/kubia', `--replicas=${replicas}`)
    await kubectl('rollout', 'status', 'deployment/kubia')
    await until(pods, names => names.length === replicas)
    const wanted = await expected()
    expect(await until(seen, answers => answers === wanted)).toBe(wanted)
  }
})

test('logs are followed until the pod ends, and ports are forwarded', async () => {
  await kubectl('run', 'solo', '--image=museopkim/kubia', '--port=8080')
  expect(await kubectl('wait', '--for=condition=Ready', 'pod/solo')).toBe('pod/solo condition met\n')
  const logs = sim.start('kubectl', ['logs', '-f', 'solo'])
  const forward = sim.start('kubectl', ['port-forward', 'pod/solo', ':8080'])
  const [, port] = await until(
    async () => /127\.0\.0\.1:(\d+) -> 8080/.exec(forward.stdout()) ?? [],
    ([found]) => found !== undefined,
  )
  expect(await fetchText('127.0.0.1', Number(port))).toBe("You've hit solo\n")
  forward.child.kill('SIGTERM')
  await forward.ended
  await kubectl('delete', 'pod', 'solo')
  const {stdout} = await logs.ended
  expect(stdout).toBe('Listening on port 8080\nReceived request from 127.0.0.1: GET /\n')
})

test('a drained node is left by its pods, and taken again after uncordon', async () => {
  await kubectl('scale', 'deployment/kubia', '--replicas=4')
  await kubectl('rollout', 'status', 'deployment/kubia')
  const drained = await kubectl('drain', 'ctl-worker', '--ignore-daemonsets')
  expect(drained).toMatch(/^node\/ctl-worker cordoned\n(.*\n)*node\/ctl-worker drained\n$/)
  await kubectl('rollout', 'status', 'deployment/kubia')
  const nodes = async () => {
    const names = await kubectl('get', 'pods', '-l', 'app=kubia', '-o', 'jsonpath={.items[*].spec.nodeName}')
    return [...new Set(names.split(' '))].sort()
  }
  expect(await nodes()).toEqual(['ctl-worker2'])
  await kubectl('uncordon', 'ctl-worker')
  await kubectl('rollout', 'restart', 'deployment/kubia')
  await kubectl('rollout', 'status', 'deployment/kubia')
  expect(await until(nodes, names => names.length === 2)).toEqual(['ctl-worker', 'ctl-worker2'])
})

test('deletion cascades as it is asked to', async () => {
  const owners = async () =>
    (
      await kubectl(
        'get',
        'replicasets',
        '-l',
        'app=kubia',
        '-o',
        'jsonpath={.items[*].metadata.ownerReferences[*].name}',
      )
    ).trim()
  await kubectl('delete', 'deployment', 'kubia', '--cascade=orphan')
  expect(await until(owners, names => names === '')).toBe('')
  expect((await pods()).length).toBe(4)
  await kubectl('delete', 'replicasets', '-l', 'app=kubia', '--cascade=foreground')
  expect(await pods()).toEqual([])
  await kubectl('create', 'deployment', 'kubia', '--image=museopkim/kubia', '--replicas=2')
  await kubectl('rollout', 'status', 'deployment/kubia')
  await kubectl('delete', 'deployment', 'kubia')
  expect(await until(pods, names => names.length === 0)).toEqual([])
})
