import {chmodSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {folderOfFile, realKubectl} from '../support/machine.ts'
import {startSimCluster} from '../support/sim-cluster.ts'
import {programsWithoutEngine} from '../support/sim-machine.ts'

const sim = startSimCluster('counted', ['--workers', '1'])
const APP = ['--image', 'museopkim/kubia', '--port', '8080', '--replicas', '2']
const UP = ['up', 'counted', '--provider', 'sim', '--no-switch-context']

/** A kubectl that writes down what it is run for, first on PATH. */
const folder = folderOfFile('kubia-counting-')
const calls = join(folder, 'calls')
const kubectl = join(folder, 'kubectl')
writeFileSync(kubectl, `#!/bin/sh\necho "$*" >> '${calls}'\nexec ${realKubectl} "$@"\n`)
chmodSync(kubectl, 0o755)
const env = {PATH: `${folder}:${sim.machine.path}:${programsWithoutEngine()}`}

/** The verbs of the kubectl processes that were started. */
const verbs = (): string[] => {
  const lines = existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []
  return lines.map(line => /^(?:--(?:context|namespace) \S+ )*(\S+)/.exec(line)?.[1] ?? line)
}

/** The verbs of the kubectl processes that a command of kubia starts. */
const processesOf = async (args: readonly string[]): Promise<string[]> => {
  rmSync(calls, {force: true})
  const {code, stderr} = await sim.machine.kubia(args, {env})
  expect(code, stderr).toBe(0)
  return verbs()
}

beforeAll(async () => {
  await sim.ready
  const at = ['--context', sim.context]
  for (const args of [
    ['deploy', 'web', ...APP],
    ['expose', 'deploy', 'web', '--type', 'NodePort'],
  ]) {
    const {code, stderr} = await sim.kubia([...args, ...at])
    expect(code, stderr).toBe(0)
  }
})
afterAll(() => sim.stop(), 60_000)

test.each([
  [['status'], []],
  [['status', 'pods', '-o', 'wide'], []],
  [['status', 'deployment', 'web', '-o', 'json'], []],
  [['status', '--tree'], []],
  [['status', 'configmaps', '-A'], ['get']],
  [['events', 'web'], []],
  [['open', 'web', '--print'], []],
  [['hit', 'web', '-n', '2'], []],
  [['logs', 'web', '--tail', '5'], []],
  [['clusters'], []],
  [['scale', 'deploy', 'web', '2'], []],
  [['deploy', 'web', ...APP], []],
  [['expose', 'deploy', 'web', '--type', 'NodePort'], []],
  [['scale', 'deploy', 'web', '3'], ['scale']],
  [['deploy', 'web', ...APP, '--env', 'A=1'], ['apply']],
  [['expose', 'deploy', 'web', '--port', '81', '--target-port', '8080'], ['apply']],
  [['restart', 'web'], ['rollout']],
])('%j starts of kubectl %j', async (args, expected) => {
  const place = args[0] === 'clusters' ? [] : ['--context', sim.context]
  expect(await processesOf([...args, ...place])).toEqual(expected)
})

test('up of a cluster that runs as asked for starts no kubectl', async () => {
  expect(await processesOf(UP)).toEqual([])
})

test.each([
  [['status', 'pods', '-w'], /^web-\S+ +1\/1 +Running/m],
  [['logs', 'web', '-f'], /\] Listening on port 8080/],
])('%j follows without kubectl', async (args, line) => {
  rmSync(calls, {force: true})
  const {child, stdout, ended} = sim.machine.start('kubectl-kubia', [...args, '--context', sim.context], {env})
  await vi.waitFor(() => expect(stdout()).toMatch(line), {timeout: 30_000, interval: 50})
  child.kill('SIGINT')
  expect((await ended).code).toBe(130)
  expect(verbs()).toEqual([])
})
