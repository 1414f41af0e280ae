// What goes back over the wire: JSON for programs, plain text for the health checks, a Status for everything else.
import type {ServerResponse} from 'node:http'
import type {KubeObject} from '../api/object.ts'
import {type Status, type StatusDetails, StatusError} from '../api/status.ts'

export interface Answer {
  code: number
  /** In parts where it may be long: they are written one after the other, and never held together. */
  body: Iterable<string> | string
  contentType: string
  /** Shown by kubectl as `Warning: …`. */
  warnings?: readonly string[]
  headers?: Readonly<Record<string, string>>
}

function* listParts(
  head: string,
  items: readonly KubeObject[],
  text: (item: KubeObject) => string,
  tail: string,
): Generator<string> {
  yield head
  for (const [index, item] of items.entries()) yield index === 0 ? text(item) : `,${text(item)}`
  yield `${tail}\n`
}

export const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'

/** @param text JSON already */
export const jsonText = (text: string, code = 200): Answer => ({code, body: `${text}\n`, contentType: JSON_TYPE})

/** A list of many objects, each already JSON. @param head with the opening bracket, @param tail with the closing one */
export const jsonParts = (
  head: string,
  items: readonly KubeObject[],
  text: (item: KubeObject) => string,
  tail: string,
): Answer => ({
  code: 200,
  body: listParts(head, items, text, tail),
  contentType: JSON_TYPE,
})

export const json = (value: unknown, code = 200): Answer => jsonText(JSON.stringify(value), code)

export const plainText = (body: string, code = 200): Answer => ({code, body, contentType: TEXT_TYPE})

/** The answer of Go's HTTP server to a path that no handler serves. */
export const pageNotFound = (): Answer => plainText('404 page not found\n', 404)

export const success = (details: StatusDetails): Answer =>
  json({kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details})

/** The Status that stands for an error: an ApiError's own; for any other, that the server is at fault. */
export const statusOf = (error: unknown): Status => {
  if (error instanceof StatusError) return error.status
  const message = error instanceof Error ? error.message : String(error)
  return new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, {causes: [{message}]}).status
}

export const failure = (error: unknown): Answer => {
  const status = statusOf(error)
  const {retryAfterSeconds} = status.details ?? {}
  return {
    ...json(status, status.code),
    ...(retryAfterSeconds && {headers: {'Retry-After': String(retryAfterSeconds)}}),
  }
}

/** Characters of all warnings together, and of each one where they are more. */
const MOST_WARNED = 4096
const LONGEST_WARNING = 256

/** As many as the API server sends: headers that are longer are refused by clients. */
const warningsToSend = (warnings: readonly string[]): string[] => {
  const length = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0)
  if (length(warnings) <= MOST_WARNED) return [...warnings]
  const short = warnings.map(text => text.slice(0, LONGEST_WARNING))
  return short.filter((_, index) => length(short.slice(0, index)) < MOST_WARNED)
}

/** Quotes and backslashes are escaped, and line ends would end the header. */
export const warningHeader = (text: string): string =>
  `299 - "${text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/["\\]/g, '\\$&')}"`

/** Characters that are written at once. */
const PART = 256 * 1024

/** Waits for a client that reads slowly. @returns false where it has gone */
const isReady = (response: ServerResponse): Promise<boolean> =>
  new Promise(resolve => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve(!response.destroyed)
    }
    if (response.destroyed || !response.writableNeedDrain) done()
    else response.on('drain', done).on('close', done)
  })

const sendParts = async (response: ServerResponse, parts: Iterable<string>): Promise<void> => {
  let waiting = ''
  for (const part of parts) {
    waiting += part
    if (waiting.length < PART) continue
    response.write(waiting)
    waiting = ''
    if (!(await isReady(response))) return
  }
  response.end(waiting)
}

export const send = async (response: ServerResponse, answer: Answer): Promise<void> => {
  const {code, body, contentType, warnings = [], headers} = answer
  for (const text of warningsToSend(warnings)) response.appendHeader('Warning', warningHeader(text))
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': contentType,
    ...headers,
    ...(typeof body === 'string' && {'Content-Length': Buffer.byteLength(body)}),
  })
  if (typeof body === 'string') response.end(body)
  else await sendParts(response, body)
}
