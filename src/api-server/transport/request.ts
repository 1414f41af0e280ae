import {type IncomingMessage, request, STATUS_CODES} from 'node:http'
import {kubectlAdvice} from '../../errors/advice.ts'
import {failingServer, NOT_LOGGED_IN, notKubernetes, saysNoAnswer} from '../../errors/known/index.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import {readAnswer, unreadable} from '../../process/answer.ts'
import {shortened} from '../../text/shortened.ts'
import {checkObject} from '../shapes.ts'
import {describeProxy, throughProxy} from '../through-proxy.ts'
import type {ApiWay} from './proxy.ts'

/** How long one answer may take, in ms. */
const ANSWER_MS = 15_000
/** The longest answer that is read, in bytes: ten thousand services are about 20 MB. */
const MAX_ANSWER = 64 * 1024 * 1024
/** As much of a line that is no Status is quoted, in characters. */
const MAX_QUOTED = 2000
/** As much of an error's body is read, in bytes. */
const MAX_ERROR = 64 * 1024

/** An answer of the API server that is an error; its message is the server's own, behind the status of one that fails. */
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
  /** In which form the answer is asked for; JSON if not said. */
  accept?: string | undefined
  signal: AbortSignal
}

/** The body of an answer, as far as it goes or as much of it is read; the rest is never fetched. */
const readBody = async (response: IncomingMessage, limit: number): Promise<{text: string; isWhole: boolean}> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > limit) break
  }
  return {text: Buffer.concat(chunks).toString(), isWhole: length <= limit}
}

const tooLong = (path: string, limit: number): KubiaError =>
  new KubiaError(
    'OUTPUT_TOO_LARGE',
    `the API server answers ${path} with more than the ${limit / 1024 / 1024} MB that kubia holds`,
    {fix: [{...kubectlAdvice(['get', '--raw', path], 'what does it answer?'), pipe: ['head', '-c', '1000']}]},
  )

type Where = Pick<ApiWay, 'server' | 'context'>

/** The failure for an answer that no API server sends. */
const notAnApiServer = (where: Where, text: string): KubiaError => {
  const {message, fix} = notKubernetes(where, isPage(text) ? 'it sends web pages' : 'it does not send what one sends')
  return throughProxy(new KubiaError('NOT_KUBERNETES', message, {fix}), where.server)
}

const isPage = (text: string): boolean => /^\s*<(?:!doctype html|html)/i.test(text)

/** JSON of the API server. @param isRight as of `readAnswer` @throws KubiaError NOT_KUBERNETES */
export const readApiAnswer = <T>(where: Where, text: string, isRight?: (value: unknown) => boolean): T => {
  try {
    return readAnswer<T>('the API server', text, isRight)
  } catch {
    throw notAnApiServer(where, text)
  }
}

/** The message of a Status; else the first line, since a proxy in between answers in words of its own. */
const messageOf = (text: string): string => {
  const [first = ''] = text.trim().split('\n', 1)
  try {
    const {message} = JSON.parse(text) as {message?: unknown}
    return typeof message === 'string' ? message : shortened(first, MAX_QUOTED)
  } catch {
    return shortened(first, MAX_QUOTED)
  }
}

/** The error that a failing answer stands for. */
export const errorOf = async (where: Where, response: IncomingMessage): Promise<Error> => {
  const status = response.statusCode ?? 0
  const {text} = await readBody(response, MAX_ERROR)
  if (isPage(text)) return notAnApiServer(where, text)
  const message = messageOf(text)
  if (status === 401) return new KubiaError('FORBIDDEN', NOT_LOGGED_IN)
  if (status === 403) return new KubiaError('FORBIDDEN', message)
  if (status === 500 && saysNoAnswer(message)) return new Error(message)
  if (status < 500 && status !== 429) return new ApiError(status, message)
  const answer = failingServer(where, `${status} ${STATUS_CODES[status] ?? ''}`.trim())
  return new ApiError(status, `${message === '' ? answer : `${answer}: ${message}`}${describeProxy(where.server)}`)
}

/** Sends a request and returns the answer as soon as its head is there. @throws the network's error, the signal's reason */
export const send = (
  proxy: ApiWay,
  {method = 'GET', path, patch, accept = 'application/json', signal}: ApiRequest,
): Promise<IncomingMessage> =>
  proxy.send && method === 'GET'
    ? proxy.send(path, {accept, signal})
    : new Promise((resolve, reject) => {
        const body = patch === undefined ? undefined : JSON.stringify(patch)
        const headers = {
          accept,
          ...(body === undefined
            ? {}
            : {'content-type': 'application/merge-patch+json', 'content-length': Buffer.byteLength(body)}),
        }
        const sent = request(
          {
            ...(proxy.socketPath !== undefined && {socketPath: proxy.socketPath}),
            method,
            path,
            headers,
            signal,
            agent: false,
          },
          resolve,
        )
        sent.on('error', error => reject(signal.aborted ? signal.reason : error))
        sent.end(body)
      })

/**
 * Asks the API server, or changes something.
 * @param limit the longest answer, in bytes
 * @throws KubiaError FORBIDDEN, OUTPUT_TOO_LARGE or NOT_KUBERNETES, ApiError, the network's error
 */
export const callApi = async <T>(
  proxy: ApiWay,
  {signal, ...rest}: ApiRequest,
  limit: number = MAX_ANSWER,
): Promise<T> => {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
  const response = await send(proxy, {...rest, signal: limited})
  if ((response.statusCode ?? 0) >= 300) throw await errorOf(proxy, response)
  const {text, isWhole} = await readBody(response, limit)
  if (!isWhole) throw tooLong(rest.path, limit)
  return readApiAnswer<T>(proxy, text)
}

/** A list of the API server. Its items have no kind of their own. */
export interface ApiList<T> {
  items: T[]
  resourceVersion: string
}

/** Lists objects of a kind. @throws KubiaError ANSWER_UNREADABLE, and as `callApi` */
export const listApi = async <T extends KubeObject>(
  proxy: ApiWay,
  kind: string,
  request: ApiRequest,
): Promise<ApiList<T>> => {
  const {metadata, items} = await callApi<{metadata?: {resourceVersion?: unknown} | null; items?: unknown}>(
    proxy,
    request,
  )
  if (!Array.isArray(items ?? [])) throw unreadable(`GET ${request.path}`, JSON.stringify(items))
  return {
    items: ((items ?? []) as object[]).map(
      item => checkObject({apiVersion: 'v1', ...item, kind}, 'the API server') as T,
    ),
    resourceVersion: String(metadata?.resourceVersion ?? ''),
  }
}

/** Asks for an object, or changes it. @throws KubiaError ANSWER_UNREADABLE, and as `callApi` */
export const callForObject = async <T extends KubeObject>(proxy: ApiWay, request: ApiRequest): Promise<T> =>
  checkObject(await callApi(proxy, request), 'the API server') as T
