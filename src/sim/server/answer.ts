// What goes back over the wire: JSON for programs, plain text for the health checks, a Status for everything else.
import type {ServerResponse} from 'node:http'
import {ApiError, type Status, type StatusDetails} from '../api/status.ts'

export interface Answer {
  code: number
  body: string
  contentType: string
  /** Shown by kubectl as `Warning: …`. */
  warnings?: readonly string[]
  headers?: Readonly<Record<string, string>>
}

export const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'

/** @param text JSON already */
export const jsonText = (text: string, code = 200): Answer => ({code, body: `${text}\n`, contentType: JSON_TYPE})

export const json = (value: unknown, code = 200): Answer => jsonText(JSON.stringify(value), code)

export const plainText = (body: string, code = 200): Answer => ({code, body, contentType: TEXT_TYPE})

/** The answer of Go's HTTP server where nobody is in charge. */
export const pageNotFound = (): Answer => plainText('404 page not found\n', 404)

export const success = (details: StatusDetails): Answer =>
  json({kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details})

/** The Status that stands for an error: an ApiError's own; for any other, that the server is at fault. */
export const statusOf = (error: unknown): Status => {
  if (error instanceof ApiError) return error.status
  const message = error instanceof Error ? error.message : String(error)
  return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, {causes: [{message}]}).status
}

export const failure = (error: unknown): Answer => {
  const status = statusOf(error)
  const {retryAfterSeconds} = status.details ?? {}
  return {
    ...json(status, status.code),
    ...(retryAfterSeconds && {headers: {'Retry-After': String(retryAfterSeconds)}}),
  }
}

/** Quotes and backslashes are escaped, and line ends would end the header. */
const warningHeader = (text: string): string =>
  `299 - "${text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/["\\]/g, '\\$&')}"`

export const send = (response: ServerResponse, {code, body, contentType, warnings, headers}: Answer): void => {
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': contentType,
    ...(warnings && warnings.length > 0 && {Warning: warnings.map(warningHeader)}),
    ...headers,
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}
