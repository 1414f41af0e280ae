import {describe, expect, test} from 'vitest'
import type {ErrorCode} from '../../../src/errors/catalogue.ts'
import {type KnownFailure, KUBECTL_PRINTED, LOGGED, PRINTED, recognise} from '../../../src/errors/known/index.ts'

/** A recorded text, and the message that a user reads for it. */
type Recording = readonly [text: string, message: string]

export const where = {cluster: 'shop', engine: 'docker', server: 'https://10.0.0.1:6443'}

/** Tables are asked together: what a text means must not hang on which of them stands first. */
const joinedWith = (rows: readonly KnownFailure[]): (readonly KnownFailure[])[] =>
  [PRINTED, LOGGED, KUBECTL_PRINTED].filter(joined => rows.every(row => joined.includes(row)))

/** How long a flood is, in characters. */
const FLOOD_LENGTH = 200_000

/** The row that a text leads to. */
const rowOf = (text: string, rows: readonly KnownFailure[]): string | undefined =>
  rows.find(({pattern}) => pattern.test(text))?.id

/** Floods of text: the beginnings of a text, up to the end of some of its words, each again and again. */
const beginningsOf = (text: string): string[] => {
  const ends = [...text.slice(0, 400).matchAll(/\W+/g)].map(match => match.index + match[0].length)
  const step = Math.ceil(ends.length / 12)
  return ends.filter((_, index) => index % step === 0).map(end => text.slice(0, end).repeat(FLOOD_LENGTH / end))
}

/**
 * Holds a table of known failures against what was recorded: every row has its text, and every text leads to its row
 * and to no other one that stands above it, neither in its own table nor where that is asked together with others.
 */
export const expectKnown = (
  program: string,
  rows: readonly KnownFailure[],
  recorded: Readonly<Record<string, readonly [code: ErrorCode, ...recordings: Recording[]]>>,
): void => {
  describe(`What ${program} says`, () => {
    test('is recorded for each row, once', () => {
      expect(rows.map(({id}) => id)).toEqual([...new Set(rows.map(({id}) => id))])
      expect(Object.keys(recorded).sort()).toEqual(rows.map(({id}) => id).sort())
    })

    test.each(rows.map(row => [row.id, row.source]))('of %s has a source', (_, source) => {
      expect(source).toMatch(/https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(issues|pull)\/\d+|v?\d+\.\d+/)
    })

    test.each(
      Object.entries(recorded).flatMap(([id, [code, ...recordings]]) =>
        recordings.map(([text, message]) => [id, message, code, text] as const),
      ),
    )('of %s means: %s', (id, message, code, text) => {
      for (const table of [rows, ...joinedWith(rows)]) expect(rowOf(text, table)).toBe(id)
      const error = recognise(text, rows, where)
      expect({code: error?.code, message: error?.message}).toEqual({code, message})
      for (const line of error?.details.evidence ?? []) expect(line.length).toBeLessThanOrEqual(300)
    })

    // Where a pattern goes back and forth in it, each of these takes minutes: the test would not end within its time.
    test.each(
      Object.entries(recorded).map(([id, [, ...recordings]]) => [id, recordings.map(([text]) => text)] as const),
    )('of %s is looked for in a flood of its own beginnings without going back and forth', (id, texts) => {
      const row = rows.find(known => known.id === id)
      for (const flood of texts.flatMap(beginningsOf)) row?.pattern.test(flood)
    })
  })
}
