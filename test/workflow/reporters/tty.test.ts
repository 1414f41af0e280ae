import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {chooseSymbols, createPaint} from '../../../src/printers/style.ts'
import {createTtyReporter} from '../../../src/workflow/reporters/tty.ts'
import {createScreen} from '../../support/screen.ts'
import {event, failure} from '../events.ts'

beforeEach(() => void vi.useFakeTimers({toFake: ['setInterval', 'clearInterval', 'performance']}))
afterEach(() => void vi.useRealTimers())

const unicode = chooseSymbols({LANG: 'C.UTF-8'})
const colourless: Record<string, string> = {NO_COLOR: '1'}
const start = (columns: number, {symbols = unicode, env = colourless} = {}) => {
  const screen = createScreen(columns)
  const written: string[] = []
  const terminal = {
    get columns() {
      return screen.columns
    },
    write(text: string) {
      written.push(text)
      screen.write(text)
    },
  }
  return {screen, written, reporter: createTtyReporter(terminal, symbols, createPaint({isTTY: true}, env))}
}

test('The step under way is one live line with a spinner, what it waits for and its time', async () => {
  const {screen, reporter} = start(100)
  reporter.show(event('start', 'Wait for nodes'))
  reporter.show(event('progress', 'Wait for nodes', '2/3 Ready · kubia-worker2: CNI starting'))
  vi.advanceTimersByTime(6300)
  expect(await screen.lines()).toEqual([' ⠸ Wait for nodes       2/3 Ready · kubia-worker2: CNI starting        6.3s'])
  reporter.close()
})

test('Finished steps stay, in order, and the live line goes with the step', async () => {
  const {screen, reporter} = start(100)
  reporter.show(event('start', 'Preflight'))
  reporter.say('kubia up · cluster kubia · 1 control-plane + 2 workers')
  reporter.show(event('ok', 'Preflight', '8 checks', 400))
  reporter.show(event('skip', 'Create cluster', 'already running', 3))
  reporter.show(event('start', 'Wait for nodes'))
  vi.advanceTimersByTime(1000)
  reporter.show(event('progress', 'Wait for nodes', '0/3 Ready'))
  reporter.note('$ kubectl get nodes')
  reporter.show(event('fail', 'Wait for nodes', '', 120_000))
  reporter.show(event('undo', 'Delete cluster kubia'))
  reporter.show(event('ok', 'Delete cluster kubia', 'removed 3 containers', 2100, true))
  reporter.close()
  expect(await screen.lines()).toEqual([
    'kubia up · cluster kubia · 1 control-plane + 2 workers',
    ' ✔ Preflight            8 checks                                       0.4s',
    ' ↷ Create cluster       already running',
    '$ kubectl get nodes',
    ' ✖ Wait for nodes                                                      2m0s',
    ' ↺ Delete cluster kubia removed 3 containers                           2.1s',
  ])
  expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
})

describe.each([
  [
    100,
    [
      ' ✔ Node image           kindest/node:v1.36.4, envoyproxy/envoy:v1.36.2 (on this machine)   0.1s',
      ' ✔ Create cluster       kind-kubia                                    38.2s',
      ' ⠋ Wait for nodes       2/3 Ready · a-rather-long-cluster-name-worker2: CNI starting   6.3s',
    ],
  ],
  [
    40,
    [
      ' ✔ Node image                      0.1s',
      '     kindest/node:v1.36.4,',
      '     envoyproxy/envoy:v1.36.2 (on this',
      '     machine)',
      ' ✔ Create cluster kind-kubia      38.2s',
      ' ⠋ Wait for nodes 2/3 Ready · …   6.3s',
    ],
  ],
  [
    20,
    [
      ' ✔ Node image',
      '     kindest/node:v1',
      '.36.4,',
      '     envoyproxy/envo',
      'y:v1.36.2',
      '     (on this',
      '     machine)',
      ' ✔ Create cluster',
      '     kind-kubia',
      ' ⠋ Wait for nodes',
    ],
  ],
])('In %i columns', (columns, expected) => {
  test('what is over wraps at words, and what is at work is one line, with an ellipsis where it was cut', async () => {
    const {screen, reporter} = start(columns)
    reporter.show(event('start', 'Node image'))
    reporter.show(event('ok', 'Node image', 'kindest/node:v1.36.4, envoyproxy/envoy:v1.36.2 (on this machine)', 100))
    reporter.show(event('start', 'Create cluster'))
    reporter.show(event('ok', 'Create cluster', 'kind-kubia', 38_200))
    reporter.show(event('start', 'Wait for nodes', '', 6300))
    reporter.show(event('progress', 'Wait for nodes', '2/3 Ready · a-rather-long-cluster-name-worker2: CNI starting'))
    for (let i = 0; i < 10; i++) vi.advanceTimersByTime(100)
    const lines = await screen.lines()
    expect(lines.map(line => line.replace(/7\.3s/, '6.3s'))).toEqual(expected)
    reporter.close()
  })
})

test('A terminal that does not know its width is taken for one of 80 columns', async () => {
  const {screen, reporter} = start(100)
  screen.columns = 0
  reporter.show(event('ok', 'Pull', 'x '.repeat(100), 100))
  const [first, second] = await screen.lines()
  expect(first).toBe(` ✔ Pull                 ${'x '.repeat(24).trimEnd()}   0.1s`)
  expect(second).toBe(`                        ${'x '.repeat(24).trimEnd()}`)
})

test('A window that becomes narrower is followed', async () => {
  const {screen, reporter} = start(100)
  reporter.show(event('start', 'Pull'))
  screen.resize(40)
  reporter.show(event('progress', 'Pull', 'x'.repeat(200)))
  vi.advanceTimersByTime(500)
  expect((await screen.lines()).at(-1)).toBe(' ⠴ Pull xxxxxxxxxxxxxxxxxxxxxx…   0.5s')
  reporter.close()
})

test('Control characters of other programs are text on the terminal', async () => {
  const {screen, reporter} = start(90)
  reporter.show(event('ok', 'Pull', '\u001B[31mred\u001B[0m\r\n\u001B[2Jtwo\tthree\u0007', 100))
  expect(await screen.lines()).toEqual([' ✔ Pull                 ^[[31mred^[[0m ^[[2Jtwo three^G                0.1s'])
})

test('Characters that are two columns wide do not break the line', async () => {
  const {screen, reporter} = start(40)
  reporter.show(event('start', 'Pull'))
  reporter.show(event('progress', 'Pull', '界'.repeat(60)))
  vi.advanceTimersByTime(300)
  expect(await screen.lines()).toHaveLength(1)
  reporter.show(event('ok', 'Pull', '界界界界界界 '.repeat(3).trimEnd()))
  expect(await screen.lines()).toEqual([
    ' ✔ Pull 界界界界界界               0.0s',
    '        界界界界界界',
    '        界界界界界界',
  ])
})

test('ASCII symbols take the place of others, also between the parts of a line', async () => {
  const {screen, reporter} = start(80, {symbols: chooseSymbols({LANG: 'C'})})
  reporter.say('kubia up · cluster kubia')
  reporter.show(event('ok', 'Preflight', '8 checks', 400))
  reporter.show(event('skip', 'Node image', 'a · b'))
  reporter.show(event('fail', 'Create cluster', '', 400))
  reporter.show(event('ok', 'Delete cluster kubia', '', 400, true))
  reporter.say('Up in 45s', 'ok')
  reporter.show(event('start', 'Pull', 'x'.repeat(100)))
  expect(await screen.lines()).toEqual([
    'kubia up - cluster kubia',
    ' + Preflight            8 checks                                       0.4s',
    ' - Node image           a - b',
    ' x Create cluster                                                      0.4s',
    ' < Delete cluster kubia                                                0.4s',
    '+ Up in 45s',
    ' | Pull                 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...   0.0s',
  ])
  reporter.close()
})

test('With colours the symbol alone is coloured', () => {
  const {written, reporter} = start(80, {env: {FORCE_COLOR: '1'}})
  reporter.show(event('ok', 'Preflight', '8 checks', 400))
  reporter.show(event('fail', 'Wait', '', 400))
  expect(written.join('')).toBe(
    ' \u001B[32m✔\u001B[39m Preflight            8 checks                                       0.4s\n' +
      ' \u001B[31m✖\u001B[39m Wait                                                                0.4s\n',
  )
})

test('The failure takes the place of the live line and is the last thing on the screen', async () => {
  const {screen, reporter} = start(100)
  reporter.show(event('start', 'Wait for nodes'))
  reporter.fail(failure)
  vi.advanceTimersByTime(1000)
  reporter.close()
  expect(await screen.lines()).toEqual([
    '✖ Wait for nodes failed after 2m0s                        [NODES_NOT_READY]',
    '  kubia-worker2 is NotReady: no CNI',
    '    event: NodeNotReady',
    '  Fix:',
    '    sudo sysctl a=1',
    '    sudo sysctl b=2',
    '  Then:',
    '    kubectl kubia up',
    '  Left: the cluster runs and was kept',
    '  Logs: ~/.local/state/kubectl-kubia/logs/20260823-101500/',
  ])
  expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
})

test('A run that ends while a step is under way leaves an empty line to the shell', async () => {
  const {screen, reporter} = start(80)
  reporter.show(event('start', 'Wait for nodes'))
  reporter.close()
  vi.advanceTimersByTime(1000)
  expect(await screen.lines()).toEqual([])
  expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
})

test('Steps side by side have a live line each, and each finished one stays above those at work', async () => {
  const {screen, reporter} = start(100)
  reporter.show(event('ok', 'Look at images', '3 to load', 100))
  for (const image of ['a', 'b', 'c']) reporter.show(event('start', `Load ${image}`))
  reporter.show(event('progress', 'Load b', '2 of 8 MB'))
  vi.advanceTimersByTime(500)
  expect(await screen.lines()).toEqual([
    ' ✔ Look at images       3 to load                                      0.1s',
    ' ⠴ Load a                                                              0.5s',
    ' ⠴ Load b               2 of 8 MB                                      0.5s',
    ' ⠴ Load c                                                              0.5s',
  ])
  reporter.show(event('ok', 'Load b', 'into 3 nodes', 600))
  reporter.note('warning: c is old')
  expect(await screen.lines()).toEqual([
    ' ✔ Look at images       3 to load                                      0.1s',
    ' ✔ Load b               into 3 nodes                                   0.6s',
    'warning: c is old',
    ' ⠴ Load a                                                              0.5s',
    ' ⠴ Load c                                                              0.5s',
  ])
  reporter.show(event('fail', 'Load a', '', 700))
  reporter.show(event('ok', 'Load c', 'into 3 nodes', 800))
  reporter.close()
  expect((await screen.lines()).slice(3)).toEqual([
    ' ✖ Load a                                                              0.7s',
    ' ✔ Load c               into 3 nodes                                   0.8s',
  ])
  expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
})

describe('What is waited for', () => {
  const wait = {what: 'the API server at https://10.0.0.1:6443', since: performance.now()}

  test('is a live line of its own below the steps, and goes', async () => {
    const {screen, reporter} = start(100)
    const since = performance.now()
    reporter.show(event('start', 'Find app'))
    vi.advanceTimersByTime(3000)
    reporter.wait({...wait, since})
    vi.advanceTimersByTime(1200)
    expect(await screen.lines()).toEqual([
      ' ⠹ Find app                                                            4.2s',
      ' ⠹ waiting for the API server at https://10.0.0.1:6443 (4.2s)',
    ])
    reporter.wait(undefined)
    expect(await screen.lines()).toEqual([
      ' ⠹ Find app                                                            4.2s',
    ])
    reporter.show(event('ok', 'Find app', 'deployment kubia', 4200))
    reporter.close()
    expect(await screen.lines()).toEqual([
      ' ✔ Find app             deployment kubia                               4.2s',
    ])
    expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
  })

  test('is a live line where there is no step, is cut in a narrow window, and leaves nothing', async () => {
    const {screen, reporter} = start(30)
    reporter.wait({...wait, since: performance.now() - 3000})
    expect(await screen.lines()).toEqual([' ⠋ waiting for the API serve…'])
    reporter.note('a note')
    reporter.wait(undefined)
    expect(await screen.lines()).toEqual(['a note'])
    reporter.wait({...wait, since: performance.now() - 3000})
    reporter.close()
    expect(await screen.lines()).toEqual(['a note'])
    expect(await screen.cursor()).toEqual({visible: true, column: 0, line: ''})
  })
})
