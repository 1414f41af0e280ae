import {usageError} from '../errors/kubia-error.ts'

/**
 * A whole number in a range, given as text.
 * @param flag as kubectl names it in messages: `--workers`
 * @throws KubiaError USAGE for anything else: fractions, signs, letters, numbers outside the range
 */
export const parseWhole = (text: string, flag: string, min: number, max: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw usageError(
    `invalid argument ${JSON.stringify(text)} for "${flag}" flag: must be a whole number from ${min} to ${max}`,
  )
}
