import {get as httpGet, type IncomingHttpHeaders, type IncomingMessage} from 'node:http'
import {get as httpsGet} from 'node:https'
import {askedFor} from './probe.ts'

/** How long one request may take, its answer included, in ms. */
const REQUEST_MS = 2000
/** How much of a body is kept, in bytes: only its first line is used. */
const MAX_KEPT = 4096

/** What came back from one request. */
export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** The first line of the body that is not blank; empty for a body without one. */
  firstLine: string
}

/** The result of one request: an answer, or why there is none: `ECONNREFUSED`, `no answer within 2s`. */
export type HitResult = {answer: HttpAnswer} | {lost: string}

const firstLine = (body: string): string =>
  body
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '') ?? ''

/** Reads an answer to its end, since one that is cut off does not count. @throws the connection's error */
const readAnswer = async (response: IncomingMessage): Promise<HttpAnswer> => {
  let kept = ''
  for await (const chunk of response) if (kept.length < MAX_KEPT) kept += String(chunk)
  return {status: response.statusCode ?? 0, headers: response.headers, firstLine: firstLine(kept.slice(0, MAX_KEPT))}
}

const reasonOf = ({code, message}: NodeJS.ErrnoException): string => {
  if (code === 'ABORT_ERR') return `no answer within ${REQUEST_MS / 1000}s`
  return code?.startsWith('HPE_') ? 'an answer that is not HTTP' : (code ?? message)
}

/** Sends one GET over a connection of its own. A certificate is not checked, since only who answers matters. */
const hit = (url: string, signal: AbortSignal, host?: string): Promise<HitResult> =>
  new Promise(resolve => {
    const lost = (error: NodeJS.ErrnoException): void => resolve({lost: reasonOf(error)})
    const get = url.startsWith('https:') ? httpsGet : httpGet
    const limited = AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)])
    const request = get(
      url,
      {signal: limited, rejectUnauthorized: false, agent: false, ...askedFor(host)},
      response => {
        readAnswer(response).then(answer => resolve({answer}), lost)
      },
    )
    request.on('error', lost)
  })

export interface HitOptions {
  url: string
  /** The name that is asked for, where it is not the URL's. */
  host?: string | undefined
  /** How many requests are sent. */
  requests: number
  /** How many are under way at once. */
  parallel: number
  signal: AbortSignal
  onResult: (result: HitResult) => void
}

/** Sends GETs to a URL, each over a connection of its own, so that each may come to another pod. @throws the signal's reason */
export const hitUrl = async ({url, host, requests, parallel, signal, onResult}: HitOptions): Promise<void> => {
  let sent = 0
  const sendInTurn = async (): Promise<void> => {
    while (sent < requests) {
      sent += 1
      const result = await hit(url, signal, host)
      signal.throwIfAborted()
      onResult(result)
    }
  }
  await Promise.all(Array.from({length: Math.min(parallel, requests)}, sendInTurn))
}
