import {expect, test} from 'vitest'
import {formatElapsed} from '../../src/printers/elapsed.ts'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {chooseSymbols, createPaint, inSymbols, oneLine, showsColour, truncate} from '../../src/printers/style.ts'

test.each([
  [{}, '✔'],
  [{LANG: ''}, '✔'],
  [{LANG: 'en_US.UTF-8'}, '✔'],
  [{LANG: 'de_DE.utf8', TERM: 'xterm'}, '✔'],
  [{LANG: 'C'}, '+'],
  [{LANG: 'en_US.UTF-8', LC_ALL: 'POSIX'}, '+'],
  [{LANG: 'C', LC_CTYPE: 'C.UTF-8'}, '✔'],
  [{TERM: 'linux'}, '+'],
  [{TERM: 'dumb', LANG: 'C.UTF-8'}, '+'],
])('With %j a success is %s', (env, symbol) => {
  expect(chooseSymbols(env).ok).toBe(symbol)
})

test('ASCII symbols are ASCII, and so are the signs between words', () => {
  const ascii = chooseSymbols({LANG: 'C'})
  expect(Object.values(ascii).flat().join('')).toMatch(/^[\x21-\x7E]+$/)
  expect(inSymbols('a · b → c…', ascii)).toBe('a - b -> c...')
  expect(inSymbols('a · b → c…', chooseSymbols({}))).toBe('a · b → c…')
})

test.each([
  [{isTTY: true}, {}, true],
  [{isTTY: true}, {TERM: 'dumb'}, false],
  [{isTTY: true}, {NO_COLOR: '1'}, false],
  [{isTTY: true}, {NO_COLOR: ''}, true],
  [{isTTY: false}, {}, false],
  [{}, {}, false],
  [{}, {FORCE_COLOR: '1'}, true],
  [{}, {FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb'}, true],
  [{isTTY: true}, {FORCE_COLOR: '0'}, false],
  [{isTTY: true}, {FORCE_COLOR: 'false'}, false],
])('A stream %j with %j shows colours: %s', (stream, env, expected) => {
  expect(showsColour(stream, env)).toBe(expected)
  expect(createPaint(stream, env)('ok', 'x')).toBe(expected ? '\u001B[32mx\u001B[39m' : 'x')
})

test.each([
  ['a\nb\r\n c\t', 'a b c'],
  ['\u001B[31mred\u001B[0m', '^[[31mred^[[0m'],
  ['\u001B]0;title\u0007x', '^[]0;title^Gx'],
  ['a\u0000\u0007b\u0085c\u202ed', 'a^@^Gb\\u0085c\\u202ed'],
])('%j is one line', (text, line) => {
  expect(oneLine(text)).toBe(line)
})

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['abcd', 1, 'a'],
  ['abcd', 0, ''],
  ['界界界', 4, '界…'],
  ['界界', 4, '界界'],
  ['🙂🙂🙂', 5, '🙂🙂…'],
  ['ééé', 2, 'é…'],
])('%j in %i columns is %j', (text, width, expected) => {
  expect(truncate(text, width, '…')).toBe(expected)
})

test.each([
  [-5, '0.0s'],
  [0, '0.0s'],
  [49, '0.0s'],
  [400, '0.4s'],
  [38_240, '38.2s'],
  [59_949, '59.9s'],
  [59_950, '1m0s'],
  [125_400, '2m5s'],
  [3_599_499, '59m59s'],
  [3_599_500, '1h0m'],
  [3_780_000, '1h3m'],
])('%i ms are %s', (ms, text) => {
  expect(formatElapsed(ms)).toBe(text)
})

test('A small table is in kubectl’s manner: three blanks between columns, none at the end', () => {
  expect(
    printSmallTable(
      ['NAME', 'NODES', 'NOTE'],
      [
        ['a-long-name', '1', ''],
        ['b', '10/10', 'x'],
      ],
    ),
  ).toBe('NAME          NODES   NOTE\na-long-name   1\nb             10/10   x\n')
})

test('A small table that is too wide is a list, its cells wrapped at words and never inside of one', () => {
  const rows = [
    ['3', 'networking.podSubnet', 'is no CIDR: 10.244.0.0/33'],
    ['12', '', 'https://kind.sigs.k8s.io/docs/user/configuration'],
  ]
  expect(printSmallTable(['LINE', 'FIELD', 'PROBLEM'], rows, {width: 30})).toBe(`LINE      3
FIELD     networking.podSubnet
PROBLEM   is no CIDR:
          10.244.0.0/33

LINE      12
PROBLEM   https://kind.sigs.k8s.io/docs/user/configuration
`)
  expect(printSmallTable(['LINE', 'FIELD', 'PROBLEM'], [], {width: 10})).toBe('LINE   FIELD   PROBLEM\n')
})
