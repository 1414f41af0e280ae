import {describe, expect, test} from 'vitest'
import {Pattern, PatternError} from '../../../../src/sim/schema/custom/index.ts'
import {Budget, TooMuchWork} from '../../../../src/sim/schema/custom/structural.ts'

const matches = (pattern: string, text: string): boolean => new Pattern(pattern).test(text, new Budget())

describe('a pattern matches what JavaScript’s own matcher does', () => {
  const texts = [
    '',
    'a',
    'ab',
    'abc',
    'ABC',
    'a-b.c',
    '10.0.0.1',
    '* * * * */5',
    'a foo b',
    'añ',
    'x\ny',
    '1h30m',
    'a/b',
    '-',
  ]
  test.each([
    '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$',
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    '^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.|$)){4}$',
    '^.{2,3}$',
    'b|c',
    '(^|-)b',
    '^[^/]+$',
    '^[\\w.\\-]*$',
    '^[\\]a-]+$',
    '\\bfoo\\b',
    '\\Boo',
    '^(a|ab)(c|bcd)?$',
    '^(?:a|b)*?c',
    '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$',
    '^\\p{L}+$',
    '^\\P{Lu}*$',
    '^$',
    '',
    '^a{0}b?',
    '\\x61\\n?',
  ])('%s', pattern => {
    const known = new RegExp(pattern, 'u')
    expect(texts.filter(text => matches(pattern, text))).toEqual(texts.filter(text => known.test(text)))
  })
})

test.each([
  ['(?i)^abc$', 'ABC', true],
  ['^(?i:a)bc$', 'Abc', true],
  ['^(?i:a)bc$', 'ABC', false],
  ['(?s)^x.y$', 'x\ny', true],
  ['^x.y$', 'x\ny', false],
  ['(?m)^y$', 'x\ny', true],
  ['^y$', 'x\ny', false],
  ['^[[:alpha:]]+$', 'abc', true],
  ['^[[:^alpha:]]+$', 'abc', false],
  ['(?P<year>\\d{4})', 'in 2026', true],
  ['\\A\\Qa.b\\E\\z', 'a.b', true],
  ['\\A\\Qa.b\\E\\z', 'acb', false],
])('what RE2 has and JavaScript has not: %s with %j is %j', (pattern, text, found) => {
  expect(matches(pattern, text)).toBe(found)
})

test.each([
  ['(', 'missing closing ): `(`'],
  ['a)', 'unexpected ): `a)`'],
  ['[a', 'missing closing ]: `[a`'],
  ['[z-a]', 'invalid character class range: `z-a`'],
  ['*', 'missing argument to repetition operator: `*`'],
  ['a**', 'invalid nested repetition operator: `*`'],
  ['a{1001}', 'invalid repeat count: `{1001}`'],
  ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
  ['(a)\\1', 'invalid escape sequence: `\\1`'],
  ['a\\', 'trailing backslash at end of expression: ``'],
  ['((a{1000}){1000}){1000}', 'expression too large'],
  [`${'('.repeat(1000)}a${')'.repeat(1000)}`, 'expression nests too deeply'],
  ['a'.repeat(100_000), 'expression too large'],
])('%#: what is no pattern is refused with the words of Go', (pattern, message) => {
  expect(() => new Pattern(pattern)).toThrow(new PatternError(message))
})

test('A pattern that takes a backtracking matcher forever is answered', () => {
  expect(matches('^(a+)+$', `${'a'.repeat(5000)}b`)).toBe(false)
  expect(matches('^(a|aa|a?)*$', `${'a'.repeat(5000)}b`)).toBe(false)
})

test('Work has an end: what would take more steps than there are is given up', () => {
  const pattern = new Pattern('(a?){1000}a{1000}$')
  expect(() => pattern.test('a'.repeat(100_000), new Budget())).toThrow(TooMuchWork)
})
