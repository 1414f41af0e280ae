import {spawn} from '@lydell/node-pty'
import {beforeAll, describe, expect, test} from 'vitest'
import {placeCluster} from '../support/hostile.ts'
import {CLI, createMachine, type Machine} from '../support/machine.ts'
import {createScreen} from '../support/screen.ts'

const BAD = '\x1b[31m\x1b]0;owned\x07\x9b2J\u202etxt\u2066\u200f\x7f'
const NAME = `evil${BAD}\r\nsecond`
/** The same name where it may take one line, and as the first line of it in a table. */
const SHOWN = 'evil^[[31m^[]0;owned^G\\u009b2J\\u202etxt\\u2066\\u200f\\u007f^M^Jsecond'
const CELL = 'evil^[[31m^[]0;owned^G\\u009b2J\\u202etxt\\u2066\\u200f\\u007f...'
const LOG = '\x1b[32mgreen\x1b]0;owned\x07 \x1b[2J\u202etxt\r'

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: NAME, namespace: 'default', uid: '1', annotations: {note: BAD}, creationTimestamp: null},
  spec: {nodeName: `node${BAD}`, containers: [{name: `app${BAD}`, image: `image${BAD}`}]},
  status: {
    phase: 'Pending',
    podIP: BAD,
    containerStatuses: [
      {
        name: `app${BAD}`,
        ready: false,
        restartCount: 0,
        state: {waiting: {reason: `Reason${BAD}`, message: `message${BAD}`}, terminated: {exitCode: 1}},
      },
    ],
  },
}

/** All that a terminal would obey, but for the line ends. */
const OBEYED = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)/

let machine: Machine
beforeAll(() => {
  machine = createMachine()
  placeCluster(machine)
  machine.put('pods.json', JSON.stringify({kind: 'List', items: [pod]}))
  machine.put('log', `${LOG}\nplain\n`)
  machine.put('failure', `Error from server (Forbidden): ${NAME}\n`)
  machine.answer(
    'kubectl',
    '--context',
    'case " $* " in *" version "*) ;; *" logs "*) cat "$state/log"; exit 0 ;; *" get services "*) cat "$state/failure" >&2; exit 1 ;; *) cat "$state/pods.json"; exit 0 ;; esac',
  )
})

/** What a terminal is sent, and what is then on its screen. */
const inTerminal = async (args: readonly string[]): Promise<{sent: string; lines: string[]}> => {
  const screen = createScreen(300)
  let sent = ''
  const terminal = spawn(process.execPath, [CLI, ...args], {
    cols: 300,
    rows: 40,
    name: 'xterm-256color',
    cwd: machine.root,
    env: {...machine.env, NO_COLOR: '1'},
  })
  terminal.onData(text => {
    sent += text
    screen.write(text)
  })
  await new Promise(resolve => terminal.onExit(resolve))
  return {sent, lines: await screen.lines()}
}

describe('On a terminal, a name that has control characters', () => {
  test.each([
    [['status'], CELL],
    [['status', '-o', 'wide'], 'node^[[31m^[]0;owned^G\\u009b2J\\u202etxt\\u2066\\u200f\\u007f'],
    [['status', 'pods'], CELL],
    [['status', '--tree'], SHOWN],
    [['status', 'pods', '-o', 'name'], `pod/${SHOWN}`],
    [['status', 'pods', '-o', 'json'], '\\u001b[31m\\u001b]0;owned\\u0007\\u009b2J\\u202etxt\\u2066\\u200f\\u007f'],
    [['status', 'pods', '-o', 'yaml'], '\\u202etxt\\u2066\\u200f\\u007f'],
    [['status', 'services'], 'evil^[[31m^[]0;owned^G\\u009b2J\\u202etxt\\u2066\\u200f\\u007f'],
    [['status', '--context', `x${BAD}`], 'context "x^[[31m^[]0;owned^G\\u009b2J\\u202etxt\\u2066\\u200f\\u007f" does'],
    [['status', '-v'], 'kubectl --context kind-kubia'],
  ])('is text in %j', async (args, shown) => {
    const {sent, lines} = await inTerminal(args)
    expect(sent).not.toMatch(OBEYED)
    expect(lines.join('\n')).toContain(shown)
  })
})

test('On a terminal, the colours of a log pass and end with its line; all else is text', async () => {
  const {sent} = await inTerminal(['logs', 'pod/x', '-n', 'default', '--context', 'kind-kubia'])
  const prefix = `[pod/${SHOWN}/app^[[31m^[]0;owned^G\\u009b2J\\u202etxt\\u2066\\u200f\\u007f]`
  expect(sent).toBe(`${prefix} \x1b[32mgreen^[]0;owned^G ^[[2J\\u202etxt\x1b[0m\r\n${prefix} plain\r\n`)
})

test('Into a pipe, a log goes as it is', async () => {
  const {stdout, code} = await machine.kubia(['logs', 'pod/x'])
  expect(code).toBe(0)
  expect(stdout.split('\n').map(line => line.slice(line.indexOf('] ') + 2))).toEqual([LOG, 'plain', ''])
})

test('Into a pipe, JSON has the bytes that kubectl prints, and names are lines', async () => {
  const {stdout} = await machine.kubia(['status', 'pods', '-o', 'json'])
  expect(JSON.parse(stdout).items).toEqual([pod])
  expect(stdout).toContain('\u202etxt\u2066\u200f')
  expect((await machine.kubia(['status', 'pods', '-o', 'name'])).stdout).toBe(`pod/${SHOWN}\n`)
})

test('Completion offers a name with control characters as text', async () => {
  machine.answer('kubectl', 'get', `printf 'pod/evil\\033[2J\\007\\302\\233\\342\\200\\256txt\\n'; exit 0`)
  const {stdout} = await machine.kubia(['__complete', 'status', 'pods', ''])
  expect(stdout).toBe('evil^[[2J^G\\u009b\\u202etxt\n:4\n')
})
