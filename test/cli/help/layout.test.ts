import {expect, test} from 'vitest'
import {layRows, textColumn, wrap} from '../../../src/cli/help/layout.ts'

test.each([
  ['', 10, []],
  ['one', 10, ['one']],
  ['one two three', 7, ['one two', 'three']],
  ['one  two\nthree', 20, ['one two three']],
  ['a https://example.com/long b', 10, ['a', 'https://example.com/long', 'b']],
  ['exactly ten', 11, ['exactly ten']],
])('%j in %i columns', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines)
})

test('Texts begin behind the longest label that leaves room for them; a longer label stands alone', () => {
  const rows = [
    ['up', 'create it and wait until it is ready'],
    ['clusters', 'list them'],
    ['a-very-long-label', 'below'],
    ['bare', ''],
  ] as const
  expect(textColumn(rows, 40)).toBe(12)
  expect(layRows(rows, 40)).toEqual([
    '  up        create it and wait until it',
    '            is ready',
    '  clusters  list them',
    '  a-very-long-label',
    '            below',
    '  bare',
  ])
})
