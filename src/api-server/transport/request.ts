import {type IncomingMessage, request} from 'node:http'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {ApiProxy} from './proxy.ts'

/** How long one answer may take, in ms. */
const ANSWER_MS = 15_000

/** An answer of the API server that is an error; its message is the server's own. */
export class ApiError extends Error {
  /** The status of HTTP: 404, 409, 410 … */
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export interface ApiRequest {
  method?: 'GET' | 'PATCH'
  /** From the root: `/api/v1/services`. */
  path: string
  /** Sent as a JSON merge patch (RFC 7386). */
  patch?: unknown
  signal: AbortSignal
}

const readText = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const messageOf = (text: string): string => {
  try {
    return (JSON.parse(text) as {message?: string}).message ?? text
  } catch {
    return text.trim()
  }
}

/** The error that a failing answer stands for. */
export const errorOf = async (response: IncomingMessage): Promise<Error> => {
  const status = response.statusCode ?? 0
  const message = messageOf(await readText(response))
  return status === 403 || status === 401 ? new KubiaError('FORBIDDEN', message) : new ApiError(status, message)
}

/** Sends a request and returns the answer as soon as its head is there. @throws the network's error, the signal's reason */
export const send = (proxy: ApiProxy, {method = 'GET', path, patch, signal}: ApiRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const body = patch === undefined ? undefined : JSON.stringify(patch)
    const headers = {
      accept: 'application/json',
      ...(body === undefined
        ? {}
        : {'content-type': 'application/merge-patch+json', 'content-length': Buffer.byteLength(body)}),
    }
    const sent = request({socketPath: proxy.socketPath, method, path, headers, signal, agent: false}, resolve)
    sent.on('error', error => reject(signal.aborted ? signal.reason : error))
    sent.end(body)
  })

/** Asks the API server, or changes something. @throws KubiaError FORBIDDEN, ApiError, the network's error */
export const callApi = async <T>(proxy: ApiProxy, {signal, ...rest}: ApiRequest): Promise<T> => {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
  const response = await send(proxy, {...rest, signal: limited})
  if ((response.statusCode ?? 0) >= 300) throw await errorOf(response)
  return JSON.parse(await readText(response)) as T
}
