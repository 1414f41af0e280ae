import {usageError} from '../errors/kubia-error.ts'
import type {GroupBy} from '../expose/tally.ts'

const MOST_REQUESTS = 100_000
const MOST_PARALLEL = 200

const readNumber = (text: string, flag: string, most: number): number => {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= most) return value
  throw usageError(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: must be a number from 1 to ${most}`)
}

/** How many requests are sent, and how many at once. */
export interface HitCounts {
  requests: number
  parallel: number
}

/** The numbers of `hit`. @throws KubiaError USAGE */
export const readCounts = (requests: string, parallel: string): HitCounts => ({
  requests: readNumber(requests, '-n, --requests', MOST_REQUESTS),
  parallel: readNumber(parallel, '-c, --concurrency', MOST_PARALLEL),
})

/** What `--by` says: nothing, `status` or `header:NAME`. @throws KubiaError USAGE */
export const readBy = (text: string): GroupBy => {
  if (text === 'body' || text === 'status') return text
  const [, header] = /^header:([\w!#$%&'*+.^`|~-]+)$/.exec(text) ?? []
  if (header !== undefined) return {header: header.toLowerCase()}
  throw usageError(
    `invalid argument ${JSON.stringify(text)} for "--by" flag: must be body, status or header:NAME, as header:server`,
  )
}

/**
 * Takes `-n` apart: a number is how many requests are sent, a name is the namespace, as everywhere; of each the last
 * one counts.
 */
export const splitN = (values: readonly string[] = []): {requests?: string; namespace?: string} => {
  const requests = values.findLast(value => /^-?\d/.test(value) && !/[a-z]/.test(value))
  const namespace = values.findLast(value => /[a-z]/.test(value))
  return {...(requests !== undefined && {requests}), ...(namespace !== undefined && {namespace})}
}
