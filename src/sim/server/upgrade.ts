// Requests that take their connection over.
import {type IncomingMessage, STATUS_CODES} from 'node:http'
import type {Duplex} from 'node:stream'
import {badRequest, StatusError} from '../api/status.ts'
import {JSON_TYPE, statusOf} from './answer.ts'
import type {User} from './authorizer.ts'
import {attributesOf, checkAccess} from './authorizer.ts'
import type {ServerContext} from './context.ts'
import {handlerOf, methodNotAllowed, verbOf} from './handlers/index.ts'
import {requestUrl} from './path.ts'
import {checkUser, targetOf} from './routes.ts'

/** An answer on a connection that node:http has let go of. */
const writeAnswer = (socket: Duplex, error: unknown): void => {
  const status = statusOf(error)
  const {code} = status
  const body = `${JSON.stringify(status)}\n`
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const head = [
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`,
    `Content-Type: ${JSON_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** @throws ApiError */
const upgrade = async (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  user: User | undefined,
  context: ServerContext,
): Promise<void> => {
  const url = requestUrl(request.url ?? '/')
  const known = checkUser(url.path, user, request)
  const target = targetOf(url, request, known, context)
  if (!target) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})
  const {path, type} = target
  const verb = verbOf(request.method ?? 'GET', target)
  if (known.impersonated) checkAccess(context.authorizer, known, attributesOf(verb, path))
  handlerOf(verb, target, context)
  const handler = context.kinds.handlersOf(type).upgrades?.[path.subresource ?? '']
  if (!handler) throw methodNotAllowed()
  await handler(target, context, socket, head)
}

export const answerUpgrade = async (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  user: User | undefined,
  context: ServerContext,
): Promise<void> => {
  // A client that goes away is no failure of the server.
  socket.on('error', () => socket.destroy())
  try {
    await upgrade(request, socket, head, user, context)
  } catch (error) {
    writeAnswer(socket, error)
  }
}

/** What node:http cannot read as a request. */
export const answerMalformed = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  // A client that is done with a connection, in whatever way, reads no answer.
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code?.startsWith('ERR_SSL')) {
    socket.destroy()
    return
  }
  if (error.code === 'HPE_HEADER_OVERFLOW')
    writeAnswer(socket, new StatusError(431, 'RequestHeaderFieldsTooLarge', 'the headers of the request are too large'))
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    writeAnswer(socket, new StatusError(408, 'Timeout', 'the request took too long to arrive'))
  else writeAnswer(socket, badRequest('the request is not valid HTTP'))
}
