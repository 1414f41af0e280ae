// Which state of the collection a list is about: the newest, one that a page belongs to, or an exact revision.
import {badRequest, expired, StatusError} from '../api/status.ts'
import {wholeNumber} from './query.ts'

/** Where the next page of a list begins. */
interface Continue {
  v: 'meta.k8s.io/v1'
  /** The revision of the first page. */
  rv: number
  /** The key after which the page begins. */
  start: string
}

export const encodeContinue = (revision: number, start: string): string => {
  const token: Continue = {v: 'meta.k8s.io/v1', rv: revision, start}
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

/** @throws ApiError BadRequest */
const decodeContinue = (text: string): Continue => {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Continue>
    const {v, rv, start} = token
    if (v === 'meta.k8s.io/v1' && Number.isSafeInteger(rv) && typeof start === 'string') return token as Continue
  } catch {
    // What cannot be read is no token of this server: refused below.
  }
  throw badRequest('continue key is not valid: illegal base64 data or unknown version')
}

export interface Page {
  revision: number
  /** Only what comes after this key. */
  after?: string
  /** How many at most. */
  limit: number
}

const REVISION = /^\d{1,15}$/

/** @throws ApiError BadRequest */
export const revisionOf = (text: string): number => {
  if (!REVISION.test(text))
    throw badRequest(`resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: invalid syntax`)
  return Number(text)
}

/** A revision that is still to come. The real server waits three seconds for it and then says this. */
export const futureRevision = (asked: number, current: number): StatusError =>
  new StatusError(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    causes: [{reason: 'ResourceVersionTooLarge', message: 'Too large resource version'}],
    retryAfterSeconds: 1,
  })

/** @param current the store's revision. @throws ApiError BadRequest, Expired, Timeout */
export const pageOf = (query: URLSearchParams, current: number): Page => {
  const limit = wholeNumber(query, 'limit') || Number.POSITIVE_INFINITY
  const token = query.get('continue')
  const asked = query.get('resourceVersion') ?? ''
  const match = query.get('resourceVersionMatch') ?? ''
  if (match !== '' && asked === '')
    throw badRequest(
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    )
  if (token) {
    if (asked !== '' && asked !== '0')
      throw badRequest('specifying resource version is not allowed when using continue')
    const {rv, start} = decodeContinue(token)
    if (rv > current) throw expired(String(rv), current)
    return {revision: rv, after: start, limit}
  }
  const revision = asked === '' ? 0 : revisionOf(asked)
  if (revision > current) throw futureRevision(revision, current)
  return {revision: match === 'Exact' ? revision : current, limit}
}
