import {get as httpGet, type IncomingMessage} from 'node:http'
import {get as httpsGet} from 'node:https'

/** How long one request may take, in ms. */
const REQUEST_TIMEOUT_MS = 2500
/** How long an attempt at one of a name's addresses may take, in ms; Node's own 250 are too few for a busy machine. */
const ATTEMPT_TIMEOUT_MS = 1200
/** How much of a body is read, in bytes. */
const MAX_BODY = 4096

/** The result of a request. */
export interface ProbeResult {
  /** True for any answer of HTTP, also an error: something serves there. */
  answered: boolean
  /** `200 "You've hit kubia"`, or the error's code: `ECONNREFUSED`. */
  text: string
  /** True where the address refuses the connection; false for a time-out or a missing route. */
  refused: boolean
}

const firstLine = (body: string): string => {
  const line =
    body
      .split('\n')
      .find(text => text.trim() !== '')
      ?.trim() ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

const readBody = async (response: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of response) {
    body += String(chunk)
    if (body.length > MAX_BODY) break
  }
  return body
}

const answerOf = async (response: IncomingMessage): Promise<ProbeResult> => {
  const line = firstLine(await readBody(response).catch(() => ''))
  return {answered: true, text: `${response.statusCode}${line ? ` ${JSON.stringify(line)}` : ''}`, refused: false}
}

/** The options of a request for a host that the URL does not name. */
export const askedFor = (host: string | undefined) =>
  host === undefined ? {} : {headers: {Host: host}, servername: host}

const REFUSED = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE']

/**
 * Sends one GET to a URL. Any answer of HTTP counts; a certificate is not checked, since only reachability matters.
 * @param host the name that is asked for, where it is not the URL's
 */
export const probe = (url: string, signal: AbortSignal, host?: string): Promise<ProbeResult> =>
  new Promise(resolve => {
    const options = {
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      rejectUnauthorized: false,
      agent: false as const,
      ...askedFor(host),
      autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
    }
    const get = url.startsWith('https:') ? httpsGet : httpGet
    const request = get(url, options, response => void answerOf(response).then(resolve))
    request.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.name
      // An answer that is not HTTP is an answer all the same.
      if (code.startsWith('HPE_')) return resolve({answered: true, text: 'an answer that is not HTTP', refused: false})
      const timedOut =
        code === 'ABORT_ERR' || code === 'ETIMEDOUT' || error.name === 'AbortError' || error.name === 'TimeoutError'
      resolve({answered: false, text: timedOut ? 'no answer in time' : code, refused: REFUSED.includes(code)})
    })
  })
