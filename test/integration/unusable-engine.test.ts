import {describe, expect, test} from 'vitest'
import {placeCluster} from '../support/hostile.ts'
import {expectCalm} from '../support/hostile-texts.ts'
import {CLI, createMachine, type Machine} from '../support/machine.ts'

const DOWN = 'Cannot connect to the Docker daemon at unix:///nowhere. Is the docker daemon running?'
const REFUSED = 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock'

/** A machine whose docker is installed and says this instead of an answer. */
const withDocker = (says: string): Machine => {
  const machine = createMachine()
  machine.answer('docker', 'version', `echo "${says}" >&2; exit 1`)
  return machine
}

describe.concurrent('With an engine that is installed and cannot be used', () => {
  test.each([
    [DOWN, 'ENGINE_DOWN', ['load', 'app:dev']],
    [REFUSED, 'ENGINE_PERMISSION', ['load', 'app:dev']],
    [DOWN, 'ENGINE_DOWN', ['load', 'app:dev', '--name', 'shop']],
  ])('%j is told as %s by %j, and nothing of clusters', async (says, problem, words) => {
    const {code, stdout, stderr} = await withDocker(says).kubia(words)
    expect(stderr).toContain(`[${problem}]`)
    expect(stderr).not.toMatch(/no local cluster|No clusters/)
    expect({code, stdout}).toEqual({code: 3, stdout: ''})
  })

  test('load tells it of a context that is named after a local cluster', async () => {
    const machine = createMachine()
    await machine.kubia(['up', '--workers', '0'])
    machine.put('state/kubectl-kubia/clusters/kubia.json', '')
    machine.answer('docker', 'version', `echo "${DOWN}" >&2; exit 1`)
    const {code, stderr} = await machine.kubia(['load', 'app:dev', '--context', 'kind-kubia'])
    expect(stderr).toContain('[ENGINE_DOWN]')
    expect(code).toBe(3)
  })

  test('clusters lists the simulated ones, and warns in one line', async () => {
    const machine = withDocker(DOWN)
    // A start that was killed: a folder without a state.
    await machine.sh('mkdir -p state/kubectl-kubia/sim/toy', {env: {PATH: '/usr/bin:/bin'}})
    const {code, stdout, stderr} = await machine.kubia(['clusters', '-o', 'name'])
    expect(stdout).toBe('toy\n')
    expect(stderr).toMatch(/^.*docker.* {2}\[ENGINE_DOWN\]\n$/)
    expect(code).toBe(0)
  })

  test.each([
    [DOWN, 'ENGINE_DOWN'],
    [REFUSED, 'ENGINE_PERMISSION'],
  ])('%j is a warning of clusters, %s, where kubia made none', async (says, problem) => {
    const {code, stdout, stderr} = await withDocker(says).kubia(['clusters'])
    expect(stderr).toMatch(new RegExp(String.raw`^.*docker.* {2}\[${problem}\]\nNo clusters found\.\n$`))
    expect({code, stdout}).toEqual({code: 0, stdout: ''})
  })

  test('clusters misses no engine where none is installed', async () => {
    expect(await createMachine(['kubectl']).kubia(['clusters'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No clusters found.\n',
    })
  })
})

describe.concurrent('An engine that never answers', () => {
  test.each([
    ['version', ['clusters']],
    ['ps', ['clusters']],
    ['inspect', ['clusters']],
    ['version', ['doctor']],
    ['info', ['doctor']],
    ['ps', ['down']],
    ['version', ['up']],
  ])('to docker %s is told by %j while it is waited for, and Ctrl-C ends the wait', async (words, args) => {
    const machine = createMachine()
    placeCluster(machine)
    machine.answer('docker', words, 'exec sleep 600')
    const running = machine.start(process.execPath, [CLI, ...args])
    await new Promise<void>(resolve => {
      running.child.stderr?.on('data', () => running.stderr().includes('waiting for docker (') && resolve())
      running.child.on('close', () => resolve())
    })
    running.child.kill('SIGINT')
    const outcome = await running.ended
    expectCalm(outcome)
    expect(outcome.stderr).toMatch(/^waiting for docker \(\d+\.\ds\)$/m)
    expect(outcome.code).toBe(130)
  })
})
