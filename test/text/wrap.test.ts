import fc from 'fast-check'
import {expect, test} from 'vitest'
import {columnsOf, wrapLine} from '../../src/text/wrap.ts'

test('A line that fits stays as it is', () => {
  expect(wrapLine('  one  two', 10)).toEqual(['  one  two'])
})

test('A line is broken at blanks, and its further lines hang', () => {
  expect(wrapLine('12:00  The scheduler puts pod web on node k', 20, '       ')).toEqual([
    '12:00  The scheduler',
    '       puts pod web',
    '       on node k',
  ])
})

test('A word that is wider than the line stands alone and whole', () => {
  expect(wrapLine('at http://127.0.0.1:8080/path now', 12)).toEqual(['at', 'http://127.0.0.1:8080/path', 'now'])
})

test('No word is ever cut or lost, and no line of several words is too wide', () => {
  const text = fc
    .array(fc.stringMatching(/^[a-z가-힣]{1,12}$/), {minLength: 1, maxLength: 12})
    .map(words => words.join(' '))
  fc.assert(
    fc.property(text, fc.integer({min: 4, max: 30}), (line, width) => {
      const lines = wrapLine(line, width)
      expect(lines.join(' ')).toBe(line)
      for (const one of lines) if (one.includes(' ')) expect(columnsOf(one)).toBeLessThanOrEqual(width)
    }),
  )
})
