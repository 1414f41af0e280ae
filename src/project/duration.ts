import {usageError} from '../errors/kubia-error.ts'

/** Go's units of time, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000}
const PART = /(\d+(?:\.\d*)?|\.\d+)(ms|s|m|h)/g
const WHOLE = new RegExp(`^(?:${PART.source})+$`)
/** Node's timers count in 32 bits; a longer one would go off at once. */
const MAX_MS = 2 ** 31 - 1

const milliseconds = (text: string): number | undefined => {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  if (!WHOLE.test(text)) return undefined
  return [...text.matchAll(PART)].reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ''] ?? 0), 0)
}

/**
 * A time limit as kubectl takes it, in milliseconds: Go durations (`90s`, `5m`, `1h30m`) or an integer of seconds.
 * 0 means no limit.
 * @param flag the flag as it stands in kubectl's message: `--timeout`
 * @throws KubiaError USAGE for anything else, negative durations and more than 24 days
 */
export const parseDuration = (text: string, flag = '--timeout'): number => {
  const refuse = (reason: string) =>
    usageError(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: ${reason}`)
  const value = milliseconds(text)
  if (value === undefined) {
    throw refuse('it must be a whole number of seconds, or numbers with a unit (1s, 2m, 3h, 1h30m); 0 means no limit')
  }
  if (value > MAX_MS) throw refuse('it must not be longer than 24 days; 0 means no limit')
  return Math.ceil(value)
}
