import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {printClusters} from '../../src/printers/clusters.ts'
import {printJson} from '../../src/printers/json.ts'
import {createLogWriter} from '../../src/printers/log-line.ts'
import {printOutput} from '../../src/printers/output.ts'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {printTable} from '../../src/printers/table.ts'
import {printTree} from '../../src/printers/tree.ts'
import {printYaml} from '../../src/printers/yaml.ts'
import {hasHidden, visible, visibleLine, visibleLog} from '../../src/text/visible.ts'

const HOSTILE = 'evil\x1b[31m\x1b]0;owned\x07\x9b2J\u202etxt.exe\u2066\u200f\r\x7f'
const SHOWN = 'evil^[[31m^[]0;owned^G\\u009b2J\\u202etxt.exe\\u2066\\u200f^M\\u007f'

/** All that may move the cursor, ring, colour, or turn the direction of a text. */
const ALL = [
  ...Array.from({length: 0x20}, (_, code) => code),
  ...Array.from({length: 0x21}, (_, code) => 0x7f + code),
  ...[0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
].map(code => String.fromCodePoint(code))

test('Each control and bidirectional character stands as text', () => {
  const kept = ALL.filter(character => visible(character) === character)
  expect(kept).toEqual(['\t', '\n'])
  expect(ALL.filter(character => visibleLine(character) === character)).toEqual([])
  expect(visibleLine('\0\t\n\x1b\x1f\x7f\x80\x9f\u061c\u200e\u2028\u202a\u2069')).toBe(
    '^@^I^J^[^_\\u007f\\u0080\\u009f\\u061c\\u200e\\u2028\\u202a\\u2069',
  )
})

test('Text of all languages, emoji and their joiners stay as they are', () => {
  const text = 'kubia-1 åé 界 שלום مرحبا 👩‍👩‍👧 \u00a0\u200b\ufeff^[\\u202e'
  expect(visible(text)).toBe(text)
  expect(hasHidden(text)).toBe(false)
})

test('A hostile name is one line of text', () => {
  expect(visibleLine(HOSTILE)).toBe(SHOWN)
  expect(hasHidden(HOSTILE)).toBe(true)
})

test.each([
  ['plain', 'plain'],
  ['\x1b[31mred\x1b[39m and\tnot', '\x1b[31mred\x1b[39m and\tnot\x1b[0m'],
  ['\x1b[1;38:5:9mbold', '\x1b[1;38:5:9mbold\x1b[0m'],
  ['\x1b[2J\x1b[31mred\x1b[3A', '^[[2J\x1b[31mred^[[3A\x1b[0m'],
  ['\x1b]0;title\x07\rover', '^[]0;title^G^Mover'],
  ['\x9b31mred \u202eder', '\\u009b31mred \\u202eder'],
])('Of the log line %j a terminal gets %j', (line, shown) => {
  expect(visibleLog(line)).toBe(shown)
})

const written = (isTTY: boolean, lines: readonly (string | Buffer)[], pod = 'web'): string => {
  const chunks: Buffer[] = []
  const write = createLogWriter({isTTY, write: bytes => chunks.push(Buffer.from(bytes))}, {NO_COLOR: '1'})
  for (const line of lines) write(pod, 'app', Buffer.from(line))
  return Buffer.concat(chunks).toString('latin1')
}

test('A pipe gets the bytes of a log as they are', () => {
  const lines = ['\x1b[31mred\x1b]0;t\x07\r', Buffer.from([0xff, 0x80, 0x00, 0x9b]), 'é\u202e']
  expect(written(false, lines)).toBe(
    lines.map(line => `[pod/web/app] ${Buffer.from(line).toString('latin1')}\n`).join(''),
  )
})

test('A terminal gets a log as text, and no line ends in a colour', () => {
  expect(written(true, ['\x1b[31mred\r', 'a\rb\x07', Buffer.from([0x9b, 0x41])])).toBe(
    `[pod/web/app] \x1b[31mred\x1b[0m\n[pod/web/app] a^Mb^G\n[pod/web/app] ${Buffer.from('\ufffdA').toString('latin1')}\n`,
  )
})

test('The name of a pod cannot break the prefix of its lines', () => {
  expect(written(false, ['x'], 'a\x1b[2J\nb')).toBe('[pod/a^[[2J^Jb/app] x\n')
})

test('A table is as wide as what it shows', () => {
  const columns = [
    {name: 'NAME', value: ({name}: {name: string}) => name},
    {name: 'N', value: () => 1},
  ]
  expect(printTable(columns, [{name: 'a\u202eb'}, {name: 'two\nlines'}, {name: 'kubia-canary'}])).toBe(
    'NAME           N\na\\u202eb       1\ntwo...         1\nkubia-canary   1\n',
  )
  expect(printSmallTable(['A', 'B'], [['x\ny\x1b', 'z']])).toBe('A        B\nx^Jy^[   z\n')
})

test('Trees and names are lines of text', () => {
  expect(printTree([{label: 'a\nb', children: [{label: '\x1b[2J', children: []}]}], {ascii: true})).toBe(
    'a^Jb\n`- ^[[2J\n',
  )
  const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a\n\x1b[2J\u202e'}}
  expect(printOutput([pod], 'name')).toBe('pod/a^J^[[2J\\u202e\n')
  expect(printClusters([{name: 'a\nb'} as never], 'name', 0)).toBe('a^Jb\n')
})

test('JSON keeps its value where a terminal shows it', () => {
  const shown = visible(printJson({[HOSTILE]: `${HOSTILE}\n\t`}))
  expect(shown).toBe(
    '{\n    "evil\\u001b[31m\\u001b]0;owned\\u0007\\u009b2J\\u202etxt.exe\\u2066\\u200f\\r\\u007f": "evil\\u001b[31m\\u001b]0;owned\\u0007\\u009b2J\\u202etxt.exe\\u2066\\u200f\\r\\u007f\\n\\t"\n}\n',
  )
  expect(JSON.parse(shown)).toEqual({[HOSTILE]: `${HOSTILE}\n\t`})
})

test.each(ALL)('YAML keeps the value of %j where a terminal shows it', character => {
  const value = {[`k${character}`]: `a${character}b`, plain: 'x', lines: `one\n${character}two\n`}
  expect(parse(visible(printYaml(value)))).toEqual(value)
})
