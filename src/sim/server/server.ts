// The HTTPS server: on 127.0.0.1 only, with client certificates, and with limits on everything that a client can make
// long.
import type {IncomingMessage, ServerResponse} from 'node:http'
import {createServer, type Server} from 'node:https'
import type {Duplex} from 'node:stream'
import type {TLSSocket} from 'node:tls'
import type {ClusterPki} from '../pki/cluster-pki.ts'
import {failure, send} from './answer.ts'
import type {User} from './authorizer.ts'
import {drain} from './body.ts'
import type {ServerContext} from './context.ts'
import {requestUrl} from './path.ts'
import {answer} from './routes.ts'
import {answerMalformed, answerUpgrade} from './upgrade.ts'

export const ADDRESS = '127.0.0.1'

/** Milliseconds a client may take for the head of a request, and for all of it; a watch is an answer and may last. */
const HEADERS_TIMEOUT = 20_000
const REQUEST_TIMEOUT = 60_000
const IDLE_TIMEOUT = 120_000
/** Bytes of all headers together, and how many there may be. */
const MAX_HEADER_SIZE = 64 * 1024
const MAX_HEADERS = 200

/** Who the client's certificate says that it is; without one of our authority, nobody. */
const userOf = (socket: TLSSocket): User | undefined => {
  if (!socket.authorized) return undefined
  const {CN, O} = socket.getPeerCertificate().subject ?? {}
  const groups = O === undefined ? [] : [O].flat()
  return CN === undefined ? undefined : {name: String(CN), groups: [...groups, 'system:authenticated']}
}

const serve = async (request: IncomingMessage, response: ServerResponse, context: ServerContext): Promise<void> => {
  try {
    const given = await answer(
      requestUrl(request.url ?? '/'),
      request,
      response,
      userOf(request.socket as TLSSocket),
      context,
    )
    context.commit()
    if (given) await send(response, given)
  } catch (error) {
    if (response.headersSent || request.socket.destroyed) {
      response.destroy()
      return
    }
    await drain(request)
    // What was not read of a body must not be taken for the next request.
    if (!request.complete) response.setHeader('Connection', 'close')
    await send(response, failure(error))
  } finally {
    request.resume()
  }
}

export const createApiServer = ({authority, server}: ClusterPki, context: ServerContext): Server => {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(request, response, context)
  }
  const https = createServer(
    {
      key: server.key,
      cert: server.certificate,
      ca: authority.certificate,
      requestCert: true,
      // Refused with a Status and not with a broken handshake.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      maxHeaderSize: MAX_HEADER_SIZE,
      headersTimeout: HEADERS_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      keepAliveTimeout: IDLE_TIMEOUT,
    },
    listener,
  )
  https.maxHeadersCount = MAX_HEADERS
  https.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void answerUpgrade(request, socket, head, userOf(request.socket as TLSSocket), context)
  })
  https.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => answerMalformed(error, socket))
  return https
}
