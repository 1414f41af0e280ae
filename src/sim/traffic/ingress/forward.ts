import {type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse} from 'node:http'
import {type Duplex, duplexPair, pipeline} from 'node:stream'
import type {Connected} from '../balancer.ts'
import {nginxPage, titleOf} from './pages.ts'

/** Connects a stream to a pod. */
export type Connect = (stream: Duplex) => Connected

/** Headers between two neighbours, which are not handed on (RFC 9110, 7.6.1); how a body is framed is kept. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade'])

const handedOn = (headers: IncomingMessage['headers']): IncomingMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)))

const FAILED: Readonly<Record<Exclude<Connected, 'connected'>, number>> = {
  'no pod is ready': 503,
  'nothing listens': 502,
}

export const answerPage = (response: ServerResponse, status: number, headers: Record<string, string> = {}): void => {
  const page = nginxPage(status)
  response.writeHead(status, {...headers, 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(page)})
  response.end(page)
}

/** Sends a request to a pod and its answer back. */
export const forward = (request: IncomingMessage, response: ServerResponse, connect: Connect): void => {
  const [near, far] = duplexPair()
  const result = connect(far)
  if (result !== 'connected') {
    request.resume()
    answerPage(response, FAILED[result])
    return
  }
  const upstream: ClientRequest = httpRequest({
    createConnection: () => near,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    // A client that speaks HTTP/1.0 may name no host, which a pod that is asked in HTTP/1.1 insists on.
    headers: {host: request.socket.localAddress ?? '', ...handedOn(request.headers)},
    setHost: false,
  })
  upstream.on('response', answer => {
    response.writeHead(answer.statusCode ?? 502, handedOn(answer.headers))
    // Where either side ends early, the other one does too; nobody is left to tell.
    pipeline(answer, response, () => near.destroy())
  })
  // The pod has ended, or speaks no HTTP.
  upstream.on('error', () => {
    near.destroy()
    if (response.headersSent) response.destroy()
    else answerPage(response, 502)
  })
  response.on('close', () => near.destroy())
  request.pipe(upstream)
}

/** Answers a request for another protocol, which has no response object. */
export const refuseUpgrade = (socket: Duplex, status: number, headers: Record<string, string> = {}): void => {
  const page = nginxPage(status)
  const all = {...headers, 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(page), Connection: 'close'}
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${titleOf(status)}\r\n${lines.join('')}\r\n${page}`)
}

/** Joins a connection that asks for another protocol, such as a WebSocket, with one to a pod: both say what they like. */
export const forwardUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, connect: Connect): void => {
  const [near, far] = duplexPair()
  const result = connect(far)
  if (result !== 'connected') {
    refuseUpgrade(socket, FAILED[result])
    return
  }
  const {method, url, rawHeaders} = request
  const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}\r\n`] : []))
  near.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
  near.write(head)
  // Where one side ends, the other one does too; nobody is left to tell.
  pipeline(near, socket, () => near.destroy())
  pipeline(socket, near, () => socket.destroy())
}
