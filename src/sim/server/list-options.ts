// Which state of the collection a list is about: the newest, one that a page belongs to, or an exact revision.
import {badRequest, expiredPage, invalid, type StatusCause, StatusError} from '../api/status.ts'
import {forbidden, oneOf} from '../schema/validation/causes.ts'
import {wholeNumber} from './query.ts'

/** Where the next page of a list begins. */
interface Continue {
  v: 'meta.k8s.io/v1'
  /** The revision of the first page, or NEWEST. */
  rv: number
  /** The key after which the page begins. */
  start: string
}

/** In a token: the rest of the list as it is now, as the page's own revision can no longer be had. */
export const NEWEST = -1

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

const MATCH = 'resourceVersionMatch'
const EXACT = 'Exact'
const NOT_OLDER = 'NotOlderThan'

const matchCauses = (query: URLSearchParams, match: string): StatusCause[] => {
  const asked = query.get('resourceVersion') ?? ''
  return [
    ...(asked === '' ? [forbidden(MATCH, `${MATCH} is forbidden unless resourceVersion is provided`)] : []),
    ...(query.get('continue') ? [forbidden(MATCH, `${MATCH} is forbidden when continue is provided`)] : []),
    ...oneOf(MATCH, match, [EXACT, NOT_OLDER, '']),
    ...(match === EXACT && asked === '0'
      ? [forbidden(MATCH, `${MATCH} "exact" is forbidden for resourceVersion "0"`)]
      : []),
  ]
}

const watchCauses = (query: URLSearchParams, match: string): StatusCause[] => {
  const initial = query.get('sendInitialEvents') !== null
  return [
    ...(initial && match !== NOT_OLDER
      ? [forbidden(MATCH, `sendInitialEvents requires setting ${MATCH} to ${NOT_OLDER}`)]
      : []),
    ...(match !== '' && !initial
      ? [forbidden(MATCH, `${MATCH} is forbidden for watch unless sendInitialEvents is provided`)]
      : []),
    ...oneOf(MATCH, match, [NOT_OLDER], 'optional'),
    ...(match !== '' && query.get('continue')
      ? [forbidden(MATCH, `${MATCH} is forbidden when continue is provided`)]
      : []),
  ]
}

/**
 * What options of a list or a watch may not stand together (ValidateListOptions of k8s.io/apimachinery).
 * @throws ApiError Invalid
 */
export const checkListOptions = (query: URLSearchParams, verb: 'list' | 'watch'): void => {
  const match = query.get(MATCH) ?? ''
  const causes =
    verb === 'watch'
      ? watchCauses(query, match)
      : [
          ...(match === '' ? [] : matchCauses(query, match)),
          ...(query.get('sendInitialEvents') === null
            ? []
            : [forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')]),
        ]
  if (causes.length > 0) throw invalid({group: 'meta.k8s.io', kind: 'ListOptions'}, '', causes)
}

/** @param current the store's revision. @throws ApiError BadRequest, Expired, Invalid, Timeout */
export const pageOf = (query: URLSearchParams, current: number): Page => {
  checkListOptions(query, 'list')
  const limit = wholeNumber(query, 'limit') || Number.POSITIVE_INFINITY
  const token = query.get('continue')
  const asked = query.get('resourceVersion') ?? ''
  const match = query.get(MATCH) ?? ''
  if (token) {
    if (asked !== '' && asked !== '0')
      throw badRequest('specifying resource version is not allowed when using continue')
    const {rv, start} = decodeContinue(token)
    if (rv > current) throw expiredPage(encodeContinue(NEWEST, start))
    return {revision: rv === NEWEST ? current : rv, after: start, limit}
  }
  const revision = asked === '' ? 0 : revisionOf(asked)
  if (revision > current) throw futureRevision(revision, current)
  return {revision: match === EXACT ? revision : current, limit}
}
