import type {IncomingMessage} from 'node:http'
import type {Duplex} from 'node:stream'
import {badRequest} from '../api/status.ts'
import type {Pod} from '../kinds/pod/types.ts'
import type {PodNetwork} from '../traffic/pod-network.ts'
import {connectPort} from './connect-port.ts'
import {SpdySession, type SpdyStream} from './spdy/session.ts'
import {forwardOverWebSocket} from './websocket/port-forward.ts'

const PROTOCOL = 'portforward.k8s.io'

/** Connections that wait for their second stream; a client opens the two right after each other. */
const MOST_WAITING = 100

type ForwardPorts = (
  network: PodNetwork,
  pod: Pod,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
) => Promise<void>

const offersProtocol = ({headers}: IncomingMessage): boolean => {
  const offered = headers['x-stream-protocol-version']
  return (
    offered === undefined ||
    [offered]
      .flat()
      .join(',')
      .split(/\s*,\s*/)
      .includes(PROTOCOL)
  )
}

/**
 * Serves port forwarding, over WebSocket where the client asks for that.
 * @throws ApiError before anything is written
 */
export const forwardPorts: ForwardPorts = async (network, pod, request, socket, head) => {
  const {phase} = pod.status
  if (phase !== 'Running')
    throw badRequest(`unable to forward port because pod is not running. Current status=${phase}`)
  const forward = request.headers.upgrade?.toLowerCase() === 'websocket' ? forwardOverWebSocket : forwardOverSpdy
  await forward(network, pod, request, socket, head)
}

/**
 * What `kubectl port-forward` speaks: one SPDY connection, and in it for each connection to the local port a stream for data
 * and one for an error, which belong together by their header `requestid`.
 * @throws ApiError before anything is written
 */
const forwardOverSpdy: ForwardPorts = async (network, pod, request, socket, head) => {
  const {uid} = pod.metadata
  if (!offersProtocol(request)) throw badRequest(`unable to upgrade: only ${PROTOCOL} is spoken here`)
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${PROTOCOL}\r\n\r\n`,
  )
  network.hold(uid, socket)
  const waiting = new Map<string, SpdyStream>()
  const session = new SpdySession(socket, stream => {
    const {streamtype, requestid = ''} = stream.headers
    const other = waiting.get(requestid)
    if (!other) {
      if (waiting.size >= MOST_WAITING) stream.destroy()
      else waiting.set(requestid, stream)
      return
    }
    waiting.delete(requestid)
    const [data, error] = streamtype === 'data' ? [stream, other] : [other, stream]
    connectPort(network, pod, Number(data.headers['port']), data, error)
  })
  await session.run(head).catch((error: Error) => {
    // The client went away, or speaks something else: there is nobody left to answer.
    socket.destroy(error)
  })
}
