import {describe, expect, test} from 'vitest'
import {type Outcome, steady} from '../support/machine.ts'
import {createSimMachine} from '../support/sim-machine.ts'

/** A machine with a simulated cluster `ice` that runs, and a way to pause it. */
const withCluster = async () => {
  const {kubia, machine} = createSimMachine()
  machine.env['KUBIA_PROVIDER'] = 'sim'
  expect((await kubia(['up', 'ice', '--workers', '1'])).code).toBe(0)
  const pid = (): number => (JSON.parse(machine.read('state/kubectl-kubia/sim/ice/process.json')) as {pid: number}).pid
  return {kubia, pid, pause: () => process.kill(pid(), 'SIGSTOP')}
}

/** A kubectl that asks the server for its version first, as Google's does, waits 5 s for each paused one. */
const LIMIT_MS = 180_000

describe.concurrent('a paused cluster', () => {
  test('is seen and said of everywhere, and resumed by up', {timeout: LIMIT_MS}, async () => {
    const {kubia, pid, pause} = await withCluster()
    pause()
    const context = ['--context', 'sim-ice']
    const [listed, doctor, plan, ...asked] = (await Promise.all(
      [
        ['clusters', '-o', 'json'],
        ['doctor'],
        ['up', 'ice', '--dry-run'],
        ['status', ...context],
        ['logs', 'web', ...context],
        ['scale', 'deployment', 'web', '2', ...context],
      ].map(words => kubia(words)),
    )) as [Outcome, Outcome, Outcome, ...Outcome[]]
    expect(listed.stderr).toContain('⚠ cluster ice is paused\n  Fix:\n    kubectl kubia start ice\n')
    expect(JSON.parse(listed.stdout).items).toContainEqual(
      expect.objectContaining({name: 'ice', nodes: '0/2 running, 2 paused'}),
    )
    expect(doctor.stdout).toContain('⚠ clusters                    ice  [CLUSTER_STOPPED]\n    cluster ice is paused\n')
    expect(plan.stdout.split('\n')[0]).toBe(`kill -CONT ${pid()}`)
    const fix = '\n  Fix:\n    kubectl kubia start ice\n'
    const [status, logs, scale] = asked
    for (const outcome of [status, logs])
      expect(outcome).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(new RegExp(`✖ .*cluster ice is paused +\\[CLUSTER_STOPPED\\]${fix}`, 's')),
      })
    expect(scale).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(`✖ Look at replicas failed after \\S+ +\\[CLUSTER_STOPPED\\]\n  cluster ice is paused${fix}`),
      ),
    })

    // What goes on until it is ended says so, too, instead of ending without a word.
    expect(await kubia(['status', '-w', ...context])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/✖ .*cluster ice is paused +\[CLUSTER_STOPPED\]\n/),
    })

    const up = await kubia(['up', 'ice'])
    expect(up.code).toBe(0)
    expect(steady(up.stderr)).toContain('✔ Start nodes          ice-control-plane, ice-worker were paused TIME\n')
    expect((await kubia(['down', 'ice'])).code).toBe(0)
  })

  test('is resumed by start, and stopped and deleted like one that runs', {timeout: LIMIT_MS}, async () => {
    const {kubia, pid, pause} = await withCluster()
    const before = pid()
    pause()
    expect(await kubia(['start', 'ice'])).toMatchObject({code: 0, stdout: 'cluster/ice started\n'})
    expect(pid()).toBe(before)
    pause()
    expect(await kubia(['stop', 'ice'])).toMatchObject({code: 0, stdout: 'cluster/ice stopped\n'})
    expect(await kubia(['tunnel'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /^✖ cluster ice is stopped +\[CLUSTER_STOPPED\]\n {2}Fix:\n {4}kubectl kubia start ice\n/,
      ),
    })
    expect((await kubia(['start', 'ice'])).code).toBe(0)
    pause()
    expect(await kubia(['down', 'ice'])).toMatchObject({code: 0, stdout: 'ice\n'})
  })
})
