import {afterAll, beforeAll, expect, test} from 'vitest'
import {steady} from '../support/machine.ts'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('rollout', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())
const kubia = (...args: string[]) => sim.kubia([...args, '--context', sim.context])
const image = async (): Promise<string> => {
  const {stdout} = await sim.run('kubectl', [
    ...['--context', sim.context, 'get', 'deployment/web', '-o'],
    'jsonpath={.spec.template.spec.containers[0].image} {.spec.replicas}',
  ])
  return stdout
}

test('A rollout that is stuck says how many pods still answer, and undo goes back to them', async () => {
  expect(await kubia('deploy', 'web', '--image', 'museopkim/kubia', '--replicas', '2')).toMatchObject({code: 0})
  const bad = await kubia('deploy', 'web', '--image', 'museopkim/kubia:missing')
  expect(bad.code).toBe(6)
  expect(bad.stderr).toContain(
    `    goes back to the version before:\n      kubectl kubia undo deployment web --context ${sim.context} -n default\n`,
  )
  expect(bad.stderr).toMatch(
    /^ {2}Left: what was applied is still there; 2 pods of the version before still answer for deployment web$/m,
  )
  const undone = await kubia('undo', 'web')
  expect({...undone, stderr: ''}).toEqual({code: 0, stdout: 'deployment.apps/web rolled back\n', stderr: ''})
  expect(undone.stderr).toContain(
    '  ~ spec.template.spec.containers[kubia].image: museopkim/kubia:missing → museopkim/kubia\n',
  )
  expect(steady(undone.stderr)).toContain(' ✔ Roll back            revision 2 → 1 TIME\n')
  expect(await image()).toBe('museopkim/kubia 2')
})

test('undo of the newest revision changes nothing, and one that is not there is named', async () => {
  expect(await kubia('undo', 'deployment', 'web', '--to-revision', '3')).toMatchObject({
    code: 0,
    stdout: 'deployment.apps/web unchanged\n',
  })
  const {code, stderr} = await kubia('undo', 'deployment/web', '--to-revision=9')
  expect(code).toBe(2)
  expect(stderr).toContain('error: deployment web has no revision 9 (there are 2, 3)  [NOT_FOUND]\n')
})

test('restart replaces the pods with others of the same version', async () => {
  const pods = async () => {
    const {stdout} = await sim.run('kubectl', ['--context', sim.context, 'get', 'pods', '-l', 'app=web', '-o', 'name'])
    return stdout.trim().split('\n')
  }
  const before = await pods()
  const restarted = await kubia('restart', 'web', '-o', 'name')
  expect({code: restarted.code, stdout: restarted.stdout}, restarted.stderr).toEqual({
    code: 0,
    stdout: 'deployment.apps/web\n',
  })
  expect(await image()).toBe('museopkim/kubia 2')
  expect((await pods()).filter(name => before.includes(name))).toEqual([])
})

test('deploy --rollback-on-failure makes a Deployment what it was, and removes a new one', async () => {
  const words = ['--image', 'museopkim/kubia:missing', '--rollback-on-failure']
  const changed = await kubia('deploy', 'web', '--replicas', '3', ...words)
  expect(changed.code).toBe(6)
  expect(changed.stderr).toMatch(/^ {2}Left: nothing \(deployment web is as it was at revision \d+: 2\/2 ready\)$/m)
  expect(changed.stderr).not.toContain('kubectl kubia undo')
  expect(await image()).toBe('museopkim/kubia 2')

  const fresh = await kubia('deploy', 'fresh', ...words)
  expect(fresh.code).toBe(6)
  expect(fresh.stderr).toMatch(/^ {2}Left: nothing \(removed deployment fresh\)$/m)
  const {stdout} = await sim.run('kubectl', ['--context', sim.context, 'get', 'deployments', '-o', 'name'])
  expect(stdout).toBe('deployment.apps/web\n')
})

test.each([
  [['undo'], 'required argument not given: KIND NAME, KIND/NAME or NAME'],
  [['undo', 'pod', 'x'], 'cannot undo a Pod: it must be one of deployment, statefulset, daemonset'],
  [['restart', 'svc/x'], 'cannot restart a Service: it must be one of deployment, statefulset, daemonset'],
  [['undo', 'web', '--to-revision', '0'], 'invalid argument "0" for "--to-revision" flag: must be an integer ≥ 1'],
  [
    ['deploy', 'web', '--rollback-on-failure', '--wait=false'],
    '--rollback-on-failure and --wait=false cannot be used together: only a wait sees a failure',
  ],
  [
    ['deploy', '-f', 'x.yaml', '--rollback-on-failure'],
    '--rollback-on-failure and -f cannot be used together: it goes back with one Deployment',
  ],
])('%j is refused', async (args, message) => {
  const {code, stderr} = await kubia(...args)
  expect(code).toBe(2)
  expect(stderr).toContain(`error: ${message}\n`)
})
