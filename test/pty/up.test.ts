import {spawn} from '@lydell/node-pty'
import {expect, test, vi} from 'vitest'
import {CLI, createMachine, type Machine, steady} from '../support/machine.ts'
import {createScreen} from '../support/screen.ts'

/** Runs kubia in a real pseudo-terminal whose screen can be looked at. */
const start = (machine: Machine, args: readonly string[], {columns = 100, env = {}} = {}) => {
  const screen = createScreen(columns || 80)
  const terminal = spawn(process.execPath, [CLI, ...args], {
    cols: columns || 80,
    rows: 40,
    name: 'xterm-256color',
    cwd: machine.root,
    env: {...machine.env, ...env},
  })
  terminal.onData(text => screen.write(text))
  const ended = new Promise<number>(resolve => terminal.onExit(({exitCode}) => resolve(exitCode)))
  const sees = (text: string) =>
    vi.waitFor(async () => expect((await screen.lines()).join('\n')).toContain(text), {timeout: 20_000, interval: 20})
  return {screen, terminal, ended, sees}
}
const shown = async (screen: {lines(): Promise<string[]>}): Promise<string[]> =>
  steady((await screen.lines()).join('\n')).split('\n')

test('A terminal shows the finished steps, the nodes and what to do next, and gets its cursor back', async () => {
  const {screen, ended} = start(createMachine(), ['up', '--workers=1'])
  expect(await ended).toBe(0)
  expect(await shown(screen)).toEqual([
    'kubia up · cluster kubia · 1 control-plane + 1 worker · kind v0.33.0 · docker 20.10.24',
    ' ✔ Preflight            N checks TIME',
    ' ✔ Node image           kindest/node:v1.37.0 (on this machine) TIME',
    ' ✔ Create cluster       kind-kubia TIME',
    ' ✔ Wait for nodes       2/2 Ready TIME',
    'NAME                  STATUS   ROLES    AGE   VERSION',
    'kubia-control-plane   Ready    <none> TIME    v1.36.4',
    'kubia-worker          Ready    <none> TIME    v1.36.4',
    '✔ Up in TIME · context kind-kubia (was: none)',
    '  next:',
    '    kubectl kubia deploy kubia --image museopkim/kubia --port 8080',
    '    kubectl kubia status -o wide',
    '    kubectl kubia down',
  ])
  expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
})

test('Ctrl-C while kind works shows the live step, then what was taken back, and ends with 130', async () => {
  const machine = createMachine()
  machine.put('kind.half', 'echo x > "$state/half"; sleep 600')
  const {screen, terminal, ended, sees} = start(machine, ['up'])
  await sees('Create cluster       preparing nodes')
  await vi.waitFor(() => expect(machine.exists('half')).toBe(true), 10_000)
  const [live] = (await screen.lines()).slice(-1)
  expect(live).toMatch(/^ [⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] Create cluster {7}preparing nodes +\d+\.\ds$/)
  terminal.write('\u0003')
  expect(await ended).toBe(130)
  const lines = await shown(screen)
  expect(lines.slice(-8)).toEqual([
    ' ✔ Node image           kindest/node:v1.37.0 (on this machine) TIME',
    expect.stringMatching(/^ ✖ Create cluster .*TIME$/),
    ' ↺ Delete cluster kubia removed 3 containers TIME',
    "✖ Interrupted at 'Create cluster' after TIME  [INTERRUPTED]",
    '  Then:',
    '    kubectl kubia up',
    '  Left: nothing (removed 3 containers)',
    `  Logs: ${machine.root}/state/kubectl-kubia/logs/RUN/`,
  ])
  expect(lines.join('\n')).not.toContain('^C')
  expect(machine.exists('containers/kubia-control-plane')).toBe(false)
  expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
})

test('In thirty columns what a step did stands below it, wrapped at words', async () => {
  const {screen, ended} = start(createMachine(), ['up', '--workers=0'], {columns: 30})
  expect(await ended).toBe(0)
  const lines = await screen.lines()
  const steps = lines.slice(
    lines.findIndex(line => line.startsWith(' ✔')),
    lines.indexOf('NAME                  STATUS'),
  )
  expect(steady(steps.join('\n')).split('\n')).toEqual([
    ' ✔ Preflight N checks TIME',
    ' ✔ Node image TIME',
    '     kindest/node:v1.37.0 (on',
    '     this machine)',
    ' ✔ Create cluster TIME',
    '     kind-kubia',
    ' ✔ Wait for nodes TIME',
    '     1/1 Ready',
  ])
})

test('A terminal of unknown width gets plain lines', async () => {
  const machine = createMachine()
  // stty sets the width to 0, as a serial line or a bare container has it.
  const script = `stty cols 0; exec '${process.execPath}' '${CLI}' up --workers=0`
  const screen = createScreen(80)
  const terminal = spawn('/bin/sh', ['-c', script], {
    cols: 80,
    rows: 40,
    cwd: machine.root,
    env: {...machine.env, PATH: `${machine.path}:/usr/bin:/bin`},
  })
  terminal.onData(text => screen.write(text))
  expect(await new Promise(resolve => terminal.onExit(({exitCode}) => resolve(exitCode)))).toBe(0)
  expect((await screen.lines()).join('\n')).toMatch(/^\d\d:\d\d:\d\d ✔ Preflight {12}\d+ checks/m)
})

test.each([
  ['NO_COLOR', {NO_COLOR: '1'}, false],
  ['TERM=dumb', {TERM: 'dumb'}, false],
  ['nothing', {}, true],
])('With %s in the environment, colours are as they should be', async (_, env, coloured) => {
  const machine = createMachine()
  const terminal = spawn(process.execPath, [CLI, 'up', '--workers=0'], {
    cols: 80,
    rows: 40,
    cwd: machine.root,
    env: {...machine.env, TERM: 'xterm-256color', ...env},
  })
  let written = ''
  terminal.onData(text => {
    written += text
  })
  expect(await new Promise(resolve => terminal.onExit(({exitCode}) => resolve(exitCode)))).toBe(0)
  expect(written.includes('\u001B[32m')).toBe(coloured)
})

test.each([
  ['y\r', 0, false],
  ['n\r', 4, true],
  ['\r', 4, true],
  ['\u0004', 4, true],
  ['\u0003', 130, true],
])('Asked whether a cluster that is not ours may go, %j ends with %i', async (answer, code, kept) => {
  const machine = createMachine()
  machine.put('kind.yaml', 'role: control-plane\n')
  await machine.sh('KUBECONFIG=own kind create cluster --name theirs < kind.yaml', {
    env: {PATH: `${machine.path}:/usr/bin:/bin`},
  })
  const {terminal, ended, sees} = start(machine, ['down', 'theirs'])
  await sees('Delete theirs, not made by kubia, with all data? [y/N]')
  terminal.write(answer)
  expect(await ended).toBe(code)
  expect(machine.exists('containers/theirs-control-plane')).toBe(kept)
})

test('On a terminal, down without a name asks for the name of the current cluster', async () => {
  const machine = createMachine()
  await machine.kubia(['up', 'shop', '--workers=0'])
  const {screen, ended} = start(machine, ['down'])
  expect(await ended).toBe(2)
  expect(await shown(screen)).toEqual([
    'error: no cluster kubia; the current one is shop  [NOT_FOUND]',
    '  Fix:',
    '    kubectl kubia down shop',
  ])
  const planned = start(machine, ['down', '--dry-run'])
  expect(await planned.ended).toBe(2)
  const inJob = start(machine, ['down'], {env: {CI: 'true'}})
  expect(await inJob.ended).toBe(0)
  expect(machine.exists('containers/shop-control-plane')).toBe(true)
})

test('A terminal looks for the engine once, and asks where there is none', async () => {
  const machine = createMachine()
  expect(await start(machine, ['up']).ended).toBe(0)
  expect(machine.calls('docker').filter(line => /^docker (-v|version)/.test(line))).toEqual([
    'docker -v',
    'docker version --format {{json .}}',
  ])
  const bare = createMachine(['kind', 'kubectl'])
  const {screen, terminal, ended, sees} = start(bare, ['up'])
  await sees('No container engine is installed. Make a simulated cluster, which needs none? [y/N]')
  terminal.write('n\r')
  expect(await ended).toBe(3)
  expect((await shown(screen)).join('\n')).toContain('[ENGINE_MISSING]')
})

test('A question that the terminal is too narrow for is wrapped at words, the answer behind it', async () => {
  const bare = createMachine(['kind', 'kubectl'])
  const {screen, terminal, ended, sees} = start(bare, ['up'], {columns: 80})
  await sees('none? [y/N]')
  terminal.write('n')
  await vi.waitFor(async () =>
    expect((await shown(screen)).slice(-2)).toEqual([
      'No container engine is installed. Make a simulated cluster, which needs',
      '  none? [y/N] n',
    ]),
  )
  terminal.write('\r')
  expect(await ended).toBe(3)
})
