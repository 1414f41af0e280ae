import {expect, test} from 'vitest'
import {ALL_KNOWN} from '../../../src/errors/known/index.ts'

/** Long lines that begin like what a pattern looks for, again and again, and never go on like it. */
const FLOODS = [
  'x',
  ' ',
  '\n',
  '"',
  "'",
  'a/',
  'a.',
  '1',
  'a: ',
  'ERROR: ',
  'error: ',
  'open a ',
  'listen tcp ',
  'node(s) ',
  'command "docker run ',
  'failed to pull image a ',
  'Error from server ',
  'Unable to connect to the ',
  'serializer for ',
  'selector ',
].map(word => word.repeat(200_000 / word.length))

test('No two rows have one id', () => {
  const ids = ALL_KNOWN.map(({id}) => id)
  expect(ids).toEqual([...new Set(ids)])
})

// A pattern that backtracks over a whole line takes hours for a long one: this would not end within the test's time.
test.each(ALL_KNOWN)('$id is looked for in a flood of text without going back and forth in it', row => {
  for (const flood of FLOODS) expect(row.pattern.exec(flood)).toBeNull()
})
