import {describe, expect, test, vi} from 'vitest'
import {CLI, createMachine, type Machine, steady} from '../support/machine.ts'
import {isAlive} from '../support/processes.ts'

/** A kind that has made the nodes and then sleeps, with a helper that ignores SIGTERM and has closed its output. */
const SLEEPS = [
  'sh -c \'trap "" TERM; while :; do sleep 0.1; done\' >/dev/null 2>&1 & echo $! > "$state/helper"',
  'echo $$ > "$state/pid"',
  'sleep 600',
].join('\n')

/** Starts `up` and returns when kind is in the middle of its work. */
const startUp = async (machine: Machine, ...args: string[]) => {
  machine.put('kind.half', SLEEPS)
  const running = machine.start(process.execPath, [CLI, 'up', ...args])
  // The shell makes the file before it writes into it: an empty one would read as pid 0, which is always alive.
  await vi.waitFor(() => expect(machine.read('pid')).toMatch(/^\d+\n$/), 15_000)
  return {
    running,
    pids: [Number(machine.read('pid')), Number(machine.read('helper'))],
  }
}

describe.concurrent('While kind creates the cluster', () => {
  test.each([
    ['SIGINT', 130, "✖ Interrupted at 'Create cluster' after TIME  [INTERRUPTED]\n"],
    ['SIGTERM', 143, "✖ Ended at 'Create cluster' after TIME  [TERMINATED]\n  ended by SIGTERM\n"],
  ] as const)('%s ends it with all its helpers and takes everything back', async (signal, code, headline) => {
    const machine = createMachine()
    const {running, pids} = await startUp(machine)
    running.child.kill(signal)
    const outcome = await running.ended
    expect(steady(outcome.stderr)).toContain(
      `${headline}  Then:\n    kubectl kubia up\n  Left: nothing (removed 3 containers)\n`,
    )
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code, stdout: ''})
    await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), 15_000)
    expect(machine.calls('kind')).toContain('kind delete cluster --name kubia')
    expect(machine.exists('containers/kubia-control-plane')).toBe(false)
    expect(machine.exists('state/kubectl-kubia/clusters/kubia.json')).toBe(false)
  })

  test('SIGINT is not held up by a descendant in a session of its own that has the output of kind open', async () => {
    const machine = createMachine()
    machine.put(
      'kind.half',
      `setsid sh -c 'echo $$ > "$0"; exec sleep 600' "$state/pid" & until [ -s "$state/pid" ]; do sleep 0.01; done; exec sleep 600`,
    )
    const {child, ended} = machine.start(process.execPath, [CLI, 'up'])
    await vi.waitFor(() => expect(machine.read('pid')).toMatch(/^\d+\n$/), 15_000)
    child.kill('SIGINT')
    const {code, stderr} = await ended
    process.kill(Number(machine.read('pid')))
    expect(stderr).toContain('  Left: nothing (removed 3 containers)\n')
    expect(code).toBe(130)
  })

  test('SIGINT leaves what was made with --retain', async () => {
    const machine = createMachine()
    const {running} = await startUp(machine, '--retain')
    running.child.kill('SIGINT')
    const {code} = await running.ended
    expect(code).toBe(130)
    expect(machine.exists('containers/kubia-control-plane')).toBe(true)
  })

  test('a second SIGINT quits at once, without waiting for the undo', async () => {
    const machine = createMachine()
    machine.answer('kind', 'delete-cluster', 'echo x > "$state/deleting"; sleep 600')
    const {running} = await startUp(machine)
    running.child.kill('SIGINT')
    await vi.waitFor(() => expect(machine.exists('deleting')).toBe(true), 15_000)
    running.child.kill('SIGINT')
    const {code, stderr} = await running.ended
    expect(stderr.split('\n').at(-2)).toBe('not taken back: Delete cluster kubia')
    expect(code).toBe(130)
  })

  test('the limit of the command ends it, and takes everything back', async () => {
    const machine = createMachine()
    const {running, pids} = await startUp(machine, '--timeout=3s')
    const {code, stderr} = await running.ended
    expect(steady(stderr)).toContain(
      `✖ Create cluster failed after TIME  [TIMEOUT]
  not done within the limit of TIME (--timeout)
`.replace(' of TIME', ' of TIME'),
    )
    expect(code).toBe(5)
    await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), 15_000)
    expect(machine.exists('containers/kubia-control-plane')).toBe(false)
  })
})

test('SIGINT while the nodes are waited for takes the finished cluster back too', async () => {
  const machine = createMachine()
  machine.put('notready', 'cni plugin not initialized')
  const running = machine.start(process.execPath, [CLI, 'up', '--workers=0', '--progress=json'])
  await vi.waitFor(() => expect(running.stderr()).toContain('0/1 Ready'), 15_000)
  running.child.kill('SIGINT')
  const {code, stderr} = await running.ended
  expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
    event: 'fail',
    task: 'Wait for nodes',
    code: 'INTERRUPTED',
    exitCode: 130,
    left: 'nothing (removed 1 container)',
  })
  expect(code).toBe(130)
  expect(machine.exists('containers/kubia-control-plane')).toBe(false)
})

test('SIGINT before anything was made leaves the machine as it was', async () => {
  const machine = createMachine()
  machine.answer('kind', 'version', 'echo x > "$state/asked"; sleep 600')
  const running = machine.start(process.execPath, [CLI, 'up'])
  await vi.waitFor(() => expect(machine.exists('asked')).toBe(true), 15_000)
  running.child.kill('SIGINT')
  const {code, stderr} = await running.ended
  expect(steady(stderr)).toContain("✖ Interrupted at 'Preflight' after TIME  [INTERRUPTED]\n")
  expect(code).toBe(130)
  expect(machine.calls().join('\n')).not.toMatch(/create|delete/)
})
