// Port forwarding over WebSocket with Kubernetes' channels, as the clients for Python and JavaScript ask for it: for each
// port in the query a channel for data and one for an error, each of which begins with the number of its port
// (pkg/kubelet/cri/streaming/portforward/websocket.go).
import type {IncomingMessage} from 'node:http'
import {Duplex} from 'node:stream'
import {badRequest} from '../../api/status.ts'
import type {Pod} from '../../kinds/pod/types.ts'
import type {PodNetwork} from '../../traffic/pod-network.ts'
import {connectPort} from '../connect-port.ts'
import {handshake, offeredProtocols, WebSocketConnection} from './connection.ts'

const PROTOCOL = 'v4.channel.k8s.io'

/** A message's first byte is its channel. */
class Channel extends Duplex {
  readonly #number: number
  readonly #connection: WebSocketConnection

  constructor(number: number, connection: WebSocketConnection) {
    super({allowHalfOpen: true})
    this.#number = number
    this.#connection = connection
  }

  override _read(): void {
    // What arrives is pushed by the connection.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#connection.send(Buffer.concat([Buffer.of(this.#number), chunk]), done)
  }
}

/** @throws ApiError BadRequest */
const portsOf = ({url = ''}: IncomingMessage): number[] => {
  const {searchParams} = new URL(url, 'https://127.0.0.1')
  const words = searchParams.getAll('ports').flatMap(text => text.split(','))
  if (words.length === 0) throw badRequest('query parameter "port" is required')
  return words.map(word => {
    const port = /^\d{1,5}$/.test(word) ? Number(word) : 0
    if (port < 1 || port > 65_535) throw badRequest(`unable to parse ${JSON.stringify(word)} as a port`)
    return port
  })
}

/** @throws ApiError before anything is written */
export const forwardOverWebSocket = async (
  network: PodNetwork,
  pod: Pod,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> => {
  const ports = portsOf(request)
  const offered = offeredProtocols(request)
  // kubectl offers SPDY in a WebSocket, and takes SPDY alone where that is refused.
  if (offered.length > 0 && !offered.includes(PROTOCOL))
    throw badRequest(`of the protocols over WebSocket only ${PROTOCOL} is spoken here`)
  socket.write(handshake(request, offered.length > 0 ? PROTOCOL : undefined))
  network.hold(pod.metadata.uid, socket)

  const channels: Channel[] = []
  const connection = new WebSocketConnection(socket, message => {
    const [number = 0] = message
    const channel = channels[number]
    // Nothing is read from the channels of errors, which have odd numbers.
    if (channel && number % 2 === 0 && !channel.readableEnded) channel.push(message.subarray(1))
  })
  let open = ports.length * 2
  for (const [index, port] of ports.entries()) {
    const [data, error] = [new Channel(2 * index, connection), new Channel(2 * index + 1, connection)]
    channels.push(data, error)
    const number = Buffer.alloc(2)
    number.writeUInt16LE(port)
    for (const channel of [data, error]) {
      channel.write(number)
      // A client cannot say that it has sent all: the end of what it gets is the end of both.
      channel.once('finish', () => channel.destroy())
      channel.once('close', () => {
        open--
        if (open === 0) connection.close()
      })
    }
    connectPort(network, pod, port, data, error)
  }
  await connection.run(head)
  for (const channel of channels) channel.destroy()
}
