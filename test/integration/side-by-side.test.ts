import {execFileSync} from 'node:child_process'
import {existsSync, readdirSync, readFileSync, readlinkSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test, vi} from 'vitest'
import {CLI, createMachine, type Machine, steady} from '../support/machine.ts'

/** A kind that has made the nodes and goes on as soon as the file `go` is there. */
const WAITS = 'echo x > "$state/half"; while [ ! -e "$state/go" ]; do sleep 0.05; done'

/** Starts `up` and returns when kind is in the middle of its work. */
const startUp = async (machine: Machine) => {
  machine.put('kind.half', WAITS)
  const running = machine.start(process.execPath, [CLI, 'up'])
  await vi.waitFor(() => expect(existsSync(`${machine.root}/half`)).toBe(true), 15_000)
  return running
}

/** Starts a second run and returns when it says that it waits. */
const startSecond = async (machine: Machine, command: string) => {
  const running = machine.start(process.execPath, [CLI, command])
  await vi.waitFor(
    () => expect(running.stderr()).toMatch(/^cluster kubia: another run \(up, pid \d+\) .*; waiting for it$/m),
    15_000,
  )
  return running
}

describe.concurrent('Two runs at the same cluster', () => {
  test('a second up waits for the first and then finds nothing to do', async () => {
    const machine = createMachine()
    const first = await startUp(machine)
    const second = await startSecond(machine, 'up')
    machine.put('go')
    expect((await first.ended).code).toBe(0)
    const {code, stderr} = await second.ended
    expect(steady(stderr)).toContain(' ↷ Create cluster       already running\n')
    expect(code).toBe(0)
    expect(machine.calls('kind').filter(call => call.includes('create cluster'))).toHaveLength(1)
    expect(machine.calls('kind').filter(call => call.includes('delete cluster'))).toEqual([])
  })

  test('a down waits for the up under way, and then deletes what it made', async () => {
    const machine = createMachine()
    const first = await startUp(machine)
    const second = await startSecond(machine, 'down')
    machine.put('go')
    expect((await first.ended).code).toBe(0)
    expect(await second.ended).toMatchObject({code: 0, stdout: 'kubia\n'})
    expect(machine.exists('containers/kubia-control-plane')).toBe(false)
    expect(machine.exists('state/kubectl-kubia/clusters/kubia.lock')).toBe(false)
  })

  test('a run that was killed holds nothing up', async () => {
    const machine = createMachine()
    const first = await startUp(machine)
    first.child.kill('SIGKILL')
    await first.ended
    machine.put('go')
    expect(await machine.kubia(['down'])).toMatchObject({code: 0, stdout: 'kubia\n'})
    expect(await machine.kubia(['up'])).toMatchObject({code: 0})
  })
})

describe.concurrent('The kubeconfig that the context was written to', () => {
  test('is cleaned by a down that runs with another one', async () => {
    const machine = createMachine()
    expect(await machine.kubia(['up'])).toMatchObject({code: 0})
    expect(readFileSync(machine.kubeconfig, 'utf8')).toContain('kind-kubia')
    const other = join(machine.root, 'other-kubeconfig')
    expect(await machine.kubia(['down'], {env: {KUBECONFIG: other}})).toMatchObject({code: 0, stdout: 'kubia\n'})
    expect(machine.calls('kind')).toContain('kind delete cluster --name kubia --kubeconfig ROOT/home/.kube/config')
    expect(existsSync(other)).toBe(false)
  })

  test('loses a context that outlived its nodes', async () => {
    const machine = createMachine()
    expect(await machine.kubia(['up'])).toMatchObject({code: 0})
    for (const node of ['control-plane', 'worker', 'worker2']) rmSync(machine.containers(`kubia-${node}`))
    rmSync(join(machine.root, 'state/kubectl-kubia/clusters/kubia.json'))
    const {code, stderr} = await machine.kubia(['down'])
    expect(steady(stderr)).toContain(' ✔ Delete cluster kubia its context removed, no container was left TIME\n')
    expect(code).toBe(0)
    expect(readFileSync(machine.kubeconfig, 'utf8')).not.toContain('"current-context":"kind-kubia"')
  })
})

describe.concurrent('What cannot be written or read', () => {
  test.each([
    ['a state folder below /proc', ['up'], {XDG_STATE_HOME: '/proc/kubia'}, 3, 'STATE_UNWRITABLE'],
    ['a kubeconfig below /proc', ['up'], {KUBECONFIG: '/proc/kubia/config'}, 3, 'KUBECONFIG_INVALID'],
  ] as const)('%s is told before anything is made', async (_, args, env, code, failure) => {
    const machine = createMachine()
    const outcome = await machine.kubia(args, {env})
    expect(outcome.stderr).toContain(`[${failure}]`)
    expect(outcome.code).toBe(code)
    expect(machine.calls('kind').join('\n')).not.toContain('create')
  })

  test('a full standard output is told in one line, without a stack trace', async () => {
    const machine = createMachine()
    const {code, stderr} = await machine.sh('kubia clusters -o json > /dev/full')
    expect(stderr).toBe(
      '✖ standard output cannot be written: ENOSPC: no space left on device, write  [OUTPUT_UNWRITABLE]\n',
    )
    expect(code).toBe(3)
  })

  test('a named pipe that nobody writes to does not hold a run that is told to end', async () => {
    const machine = createMachine()
    execFileSync('mkfifo', [join(machine.root, 'pipe')])
    const running = machine.start(process.execPath, [CLI, 'config', 'validate', 'pipe', '-v'])
    const open = () =>
      readdirSync(`/proc/${running.child.pid}/fd`).map(fd => readlinkSync(`/proc/${running.child.pid}/fd/${fd}`))
    await vi.waitFor(() => expect(open()).toContain(join(machine.root, 'pipe')), 15_000)
    running.child.kill('SIGTERM')
    const {code, stderr} = await running.ended
    expect(stderr).toContain('[TERMINATED]')
    expect(code).toBe(143)
  })

  test('a config is read from a pipe that another program still writes', async () => {
    const machine = createMachine()
    execFileSync('mkfifo', [join(machine.root, 'pipe')])
    const outcome = await machine.sh('kubia config print > pipe & kubia config validate pipe')
    expect(outcome).toEqual({code: 0, stdout: 'pipe is valid\n', stderr: ''})
  })
})
