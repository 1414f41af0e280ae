import {expect} from 'vitest'

/** More than a failure has to say, in characters: a 10 MB line of another program is not to be passed on. */
const MAX_SAID = 5000

/** A refusal that a person can read: no stack trace, no flood, nothing that a terminal would obey. */
export const expectCalm = ({stdout, stderr}: {stdout: string; stderr: string; code?: number | null}): void => {
  expect(`${stdout}${stderr}`).not.toMatch(/^ {4,}at /m)
  expect(stderr.length).toBeLessThan(MAX_SAID)
  expect([...stderr].filter(character => /[\p{Cc}]/u.test(character) && !/[\n\t]/.test(character))).toEqual([])
}

/** YAML of nine levels of nine aliases each: 387 million nodes in 300 bytes. */
export const laughs = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
].join('\n')

/** Words that no name is. */
export const HOSTILE_WORDS: readonly string[] = [
  '',
  ' ',
  '-',
  '--',
  '../../etc/passwd',
  'a\nb',
  '\u001b[31mred',
  'x'.repeat(100_000),
  '$(reboot)',
  '"; rm -rf /',
  'ÄÖ',
  '🙂',
  '%s%n',
]
