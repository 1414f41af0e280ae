import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'
import {statesOf} from '../walk/pod-states.ts'

const sim = startSimCluster('watch', ['--workers', '1'])
const at = ['--context', sim.context]
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

const wait = {timeout: 60_000, interval: 100}
/** For a test, in ms: four programs follow some 40 changes, each a kubectl. */
const LIMIT_MS = 240_000

test(
  'status -w shows every state of a pod that kubectl get -w shows, while it is made, scaled and deleted',
  async () => {
    await sim.kubectl(...at, 'run', 'first', '--image=museopkim/kubia')
    // It is as it stays before anybody watches: the watches begin at moments of their own.
    await sim.kubectl(...at, 'wait', '--for=condition=Ready', 'pod/first')
    const theirs = sim.start('kubectl', [...at, 'get', 'pods', '-w'])
    const ours = sim.start('kubectl-kubia', ['status', 'pods', '-w', ...at])
    const named = sim.start('kubectl-kubia', ['status', 'first', '-w', ...at])
    const whole = sim.start('kubectl-kubia', ['status', '-w', ...at])
    const all = [theirs, ours, named, whole]
    // A label of its own is seen by a watch that has begun.
    await vi.waitFor(() => {
      for (const {stdout} of all) expect(stdout()).toMatch(/first +1\/1 +Running/)
    }, wait)
    await vi.waitFor(async () => {
      await sim.kubectl(...at, 'delete', 'pod', 'probe', '--ignore-not-found', '--force')
      await sim.kubectl(...at, 'run', 'probe', '--image=museopkim/kubia')
      for (const {stdout} of [theirs, ours, whole]) expect(stdout()).toContain('probe')
    }, wait)
    await sim.kubectl(...at, 'create', 'deployment', 'web', '--image=museopkim/kubia')
    await sim.kubectl(...at, 'rollout', 'status', 'deployment/web')
    await sim.kubectl(...at, 'scale', 'deployment/web', '--replicas=3')
    await sim.kubectl(...at, 'rollout', 'status', 'deployment/web')
    await sim.kubectl(...at, 'set', 'image', 'deployment/web', 'kubia=museopkim/kubia:v2')
    await sim.kubectl(...at, 'rollout', 'status', 'deployment/web')
    await sim.kubectl(...at, 'delete', 'deployment/web')
    await sim.kubectl(...at, 'delete', 'pod', 'first')
    await vi.waitFor(() => {
      for (const {stdout} of [ours, named, whole]) expect(stdout()).toContain('pod/first deleted')
    }, wait)
    await vi.waitFor(() => {
      const web = Object.entries(statesOf(theirs.stdout())).filter(([name]) => /^(web-|first)/.test(name))
      const expected = Object.fromEntries(web)
      expect(Object.keys(expected)).toHaveLength(7)
      const states = (text: string) =>
        Object.fromEntries(Object.entries(statesOf(text)).filter(([name]) => name in expected))
      expect(states(ours.stdout())).toEqual(expected)
      expect(states(whole.stdout())).toEqual(expected)
      expect(statesOf(named.stdout())).toEqual({first: expected['first']})
    }, wait)
    expect(Object.values(statesOf(ours.stdout())).flat()).toContain('0/1 ContainerCreating')
    for (const {child} of all) child.kill('SIGINT')
    const ends = await Promise.all(all.map(({ended}) => ended))
    // On a busy machine they may have said that they wait for the first answer.
    const saidAtEnd = (stderr: string): string => stderr.replaceAll(/^waiting for the API server .*\n/gm, '')
    expect(ends.slice(1).map(({code, stderr}) => ({code, stderr: saidAtEnd(stderr)}))).toEqual([
      {code: 130, stderr: ''},
      {code: 130, stderr: ''},
      {code: 130, stderr: ''},
    ])
  },
  LIMIT_MS,
)

test(
  'status -w of a kind without a module has the rows that kubectl get -w has',
  async () => {
    const theirs = sim.start('kubectl', [...at, 'get', 'configmaps', '-w'])
    const ours = sim.start('kubectl-kubia', ['status', 'cm', '-w', ...at])
    const ageless = (text: string) => [...new Set(text.split('\n').map(line => line.replace(/ +\S+$/, '')))]
    await vi.waitFor(async () => {
      await sim.kubectl(...at, 'delete', 'configmap', 'probe', '--ignore-not-found')
      await sim.kubectl(...at, 'create', 'configmap', 'probe')
      for (const {stdout} of [theirs, ours]) expect(stdout()).toContain('probe')
    }, wait)
    await sim.kubectl(...at, 'create', 'configmap', 'shop', '--from-literal=a=b')
    await sim.kubectl(...at, 'patch', 'configmap', 'shop', '-p', '{"data":{"c":"d"}}')
    await sim.kubectl(...at, 'delete', 'configmap', 'shop')
    await vi.waitFor(() => {
      for (const {stdout} of [theirs, ours]) expect(stdout()).toMatch(/^shop +2 /m)
      expect(ours.stdout()).toContain('configmap/shop deleted\n')
      const rows = ageless(ours.stdout()).filter(line => line !== '' && !line.startsWith('configmap/'))
      expect(rows.map(line => line.replaceAll(/ +/g, ' '))).toEqual(
        ageless(theirs.stdout())
          .filter(Boolean)
          .map(line => line.replaceAll(/ +/g, ' ')),
      )
    }, wait)
    for (const {child} of [theirs, ours]) child.kill('SIGINT')
    await Promise.all([theirs.ended, ours.ended])
  },
  LIMIT_MS,
)
