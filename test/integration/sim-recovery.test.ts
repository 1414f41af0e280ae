import {rmSync} from 'node:fs'
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

test('a damaged state is told with the line that makes the cluster anew, and that line does', async () => {
  await end()
  const state = `${FOLDER}/state.jsonl`
  sim.machine.put(state, sim.machine.read(state).replace('{"put"', '{"put'))
  const failed = await up()
  const damage = `the simulated cluster hurt did not start: ROOT/${state} is damaged in line 4`
  const again =
    'kubectl kubia up hurt --provider sim --control-planes=1 --workers=0 --kubernetes-version=1.36.0 --recreate'
  expect(failed.stderr).toContain(`[START_FAILED]
  ${damage}
  Fix:   ${again}     # deletes it, with what was in it, and creates it anew
  Left:  the cluster is as it was
`)
  expect(failed.code).toBe(5)

  const made = await sim.kubia(again.split(' ').slice(2))
  expect(made.stderr).toContain(`${damage}; to be made anew`)
  expect(made.code).toBe(0)
  expect(await nodes()).toBe('node/hurt-sim-control-plane\n')
})

test('a cluster whose state is gone is made anew by up, in the shape that up asks for', async () => {
  await loseState()
  const made = await up('--workers', '1')
  expect(made.stderr).toContain('Remove leftover')
  expect(made.code, made.stderr).toBe(0)
  expect(await nodes()).toBe('node/hurt-sim-control-plane\nnode/hurt-sim-worker\n')
})

test.each([
  ['hurt', []],
  ['--all', ['--yes']],
])('a cluster whose state is gone is kubia’s own still: down %s removes it', async (what, words) => {
  await loseState()
  expect(await sim.kubia(['down', what, ...words])).toMatchObject({code: 0, stdout: 'hurt\n'})
  expect(sim.machine.exists(FOLDER)).toBe(false)
  expect((await up('--workers', '0')).code).toBe(0)
})

test('clusters and up say that the version is simulated', async () => {
  expect((await sim.kubia(['clusters'])).stdout).toMatch(/^\* +hurt +sim +1\/1 +v1\.36\.0\+simulated /m)
  expect(JSON.parse((await up('-o', 'json')).stdout)).toMatchObject({version: 'v1.36.0+simulated'})
})
