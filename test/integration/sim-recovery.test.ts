import {readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {isAlive} from '../support/processes.ts'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('hurt', ['--workers', '0'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

const FOLDER = 'state/kubectl-kubia/sim/hurt'
const up = (...words: string[]) => sim.kubia(['up', 'hurt', '--provider', 'sim', ...words])
const nodes = () => sim.kubectl('--context', sim.context, 'get', 'nodes', '-o', 'name')

/** Ends the process of the cluster, as a reboot does. */
const end = async (): Promise<void> => {
  const {pid} = JSON.parse(sim.machine.read(`${FOLDER}/process.json`)) as {pid: number}
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
}

const loseState = async (): Promise<void> => {
  await end()
  rmSync(join(sim.machine.root, FOLDER, 'state.jsonl'))
}

const emptyState = async (): Promise<void> => {
  await end()
  sim.machine.put(`${FOLDER}/state.jsonl`, '')
}

test('a damaged state is told with the line that makes the cluster again, and that line does', async () => {
  await end()
  const state = `${FOLDER}/state.jsonl`
  sim.machine.put(state, sim.machine.read(state).replace('{"put"', '{"put'))
  const failed = await up()
  const damage = `the simulated cluster hurt cannot go on: ROOT/${state} is damaged in line 4`
  const again =
    'kubectl kubia up hurt --provider sim --control-planes=1 --workers=0 --kubernetes-version=1.36.0 --recreate'
  expect(failed.stderr).toContain(`[STATE_DAMAGED]
  ${damage}
  Fix:
    deletes it, with what was in it, and creates it again:
      ${again}
  Left: the cluster is as it was
`)
  expect(failed.code).toBe(4)

  const made = await sim.kubia(again.split(' ').slice(2))
  expect(made.stderr).toContain(`${damage}; to be created again`)
  expect(made.code).toBe(0)
  expect(await nodes()).toBe('node/hurt-control-plane\n')
})

test('an emptied state is told by up and clusters, and left as it is; --recreate makes the cluster again', async () => {
  await emptyState()
  const damage = `the simulated cluster hurt cannot go on: ROOT/${FOLDER}/state.jsonl is empty`
  const refused = await up('--workers', '2')
  expect(refused.stderr).toContain(`[STATE_DAMAGED]
  ${damage}
  Fix:
    deletes it, with what was in it, and creates it again:
      kubectl kubia up hurt --workers 2 --provider sim --recreate
  Left: the cluster is as it was
`)
  expect(refused.code).toBe(4)
  expect(sim.machine.read(`${FOLDER}/state.jsonl`)).toBe('')
  const listed = await sim.kubia(['clusters'])
  expect(listed.stderr).toContain(`${damage}  [STATE_DAMAGED]`)
  expect(listed.stdout).toMatch(/^\* +hurt +sim +0\/1 running +<unknown> /m)
  expect(listed.code).toBe(0)
  const made = await up('--workers', '1', '--recreate')
  expect(made.stderr).toContain('Delete cluster')
  expect(made.code, made.stderr).toBe(0)
  expect(await nodes()).toBe('node/hurt-control-plane\nnode/hurt-worker\n')
})

test('a state that a newer kubia wrote is refused with its version', async () => {
  await end()
  const state = `${FOLDER}/state.jsonl`
  const text = sim.machine.read(state)
  const {version: release} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
  expect(text).toMatch(/^\{"version":1,/)
  sim.machine.put(state, text.replace('"version":1', '"version":2'))
  const refused = await up()
  expect(refused.stderr).toContain(
    `[STATE_NEWER]\n  the simulated cluster hurt cannot go on: ROOT/${state} has version 2, written by kubectl-kubia ${release}, and this kubia reads versions up to 1\n`,
  )
  expect(refused.code).toBe(3)
  sim.machine.put(state, text.replace('"version":1,', ''))
  expect((await up()).code).toBe(0)
  expect(sim.machine.read(state)).toMatch(/^\{"version":1,/)
})

test('a cluster whose state is gone is made again by up, in the shape that up asks for', async () => {
  await loseState()
  const made = await up('--workers', '1')
  expect(made.stderr).toContain('Remove leftover')
  expect(made.code, made.stderr).toBe(0)
  expect(await nodes()).toBe('node/hurt-control-plane\nnode/hurt-worker\n')
})

test.each([
  ['gone', 'hurt', [], loseState],
  ['gone', '--all', ['--yes'], loseState],
  ['empty', 'hurt', [], emptyState],
  ['empty', '--all', ['--yes'], emptyState],
])('a cluster whose state is %s is kubia’s own still: down %s removes it', async (_, what, words, lose) => {
  await lose()
  expect(await sim.kubia(['down', what, ...words])).toMatchObject({code: 0, stdout: 'hurt\n'})
  expect(sim.machine.exists(FOLDER)).toBe(false)
  expect((await up('--workers', '0')).code).toBe(0)
})

test('up registers a node again that was deleted from the API server, and changed something', async () => {
  const name = (await nodes()).trim().replace('node/', '')
  await sim.kubectl('delete', 'node', name)
  expect((await sim.kubia(['clusters'])).stdout).toMatch(/^\* +hurt +sim +0\/1 Ready, 1 running /m)
  const {code, stderr} = await up()
  expect(code, stderr).toBe(0)
  expect(stderr).toContain(`1/1 Ready, the kubelet of ${name} was restarted`)
  expect(stderr).not.toContain('Nothing to do')
  expect(await nodes()).toBe(`node/${name}\n`)
})

test('clusters and up say that the version is simulated', async () => {
  expect((await sim.kubia(['clusters'])).stdout).toMatch(/^\* +hurt +sim +1\/1 Ready +v1\.36\.0\+simulated /m)
  expect(JSON.parse((await up('-o', 'json')).stdout)).toMatchObject({version: 'v1.36.0+simulated'})
})
