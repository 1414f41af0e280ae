// The server's end of a WebSocket (RFC 6455), as far as Kubernetes' channels use it: binary messages, which may come in
// fragments, pings and the closing handshake. No extension is agreed on.
import {createHash} from 'node:crypto'
import type {IncomingMessage} from 'node:http'
import type {Duplex} from 'node:stream'
import {badRequest} from '../../api/status.ts'
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  type Frame,
  FrameError,
  FrameReader,
  frameBytes,
  MOST_PAYLOAD,
  PING,
  PONG,
  TEXT,
} from './frames.ts'

/** Fixed by the protocol. */
const KEY_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The most fragments of one message. */
const MOST_PARTS = 1000

const NORMAL = 1000
const PROTOCOL_ERROR = 1002

const headerOf = ({headers}: IncomingMessage, name: string): string => [headers[name] ?? ''].flat().join(',')

/** The subprotocols that a client offers, its favourite first. */
export const offeredProtocols = (request: IncomingMessage): string[] =>
  headerOf(request, 'sec-websocket-protocol')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')

/** @param protocol what was chosen of those offered. @throws ApiError BadRequest where the request is no handshake */
export const handshake = (request: IncomingMessage, protocol: string | undefined): string => {
  const key = headerOf(request, 'sec-websocket-key')
  if (Buffer.from(key, 'base64').length !== 16 || headerOf(request, 'sec-websocket-version') !== '13')
    throw badRequest('the request is no handshake of WebSocket version 13')
  const accept = createHash('sha1').update(`${key}${KEY_SUFFIX}`).digest('base64')
  const head = [
    'HTTP/1.1 101 Switching Protocols',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ]
  return `${head.join('\r\n')}\r\n\r\n`
}

export class WebSocketConnection {
  readonly #socket: Duplex
  readonly #reader = new FrameReader()
  readonly #receive: (message: Buffer) => void
  /** Fragments of a message that is not whole yet, and how many bytes they have. */
  #parts: Buffer[] | undefined
  #bytes = 0
  #closing = false

  /** @param receive gets each message */
  constructor(socket: Duplex, receive: (message: Buffer) => void) {
    this.#socket = socket
    this.#receive = receive
  }

  /** @param head what the client sent with its request. @returns when the connection has ended */
  async run(head: Buffer): Promise<void> {
    const ended = new Promise<void>(resolve => this.#socket.once('close', resolve))
    const take = (bytes: Buffer): void => {
      try {
        for (const frame of this.#reader.push(bytes)) this.#take(frame)
      } catch (error) {
        if (!(error instanceof FrameError)) throw error
        this.close(PROTOCOL_ERROR)
      }
    }
    this.#socket.on('data', take).once('end', () => this.#socket.end())
    take(head)
    await ended
  }

  /** @param done called once the message is on its way */
  send(message: Buffer, done: (error?: Error | null) => void): void {
    if (this.#closing || !this.#socket.writable) done()
    else this.#socket.write(frameBytes(BINARY, message), done)
  }

  close(code = NORMAL): void {
    if (this.#closing) return
    this.#closing = true
    const reason = Buffer.alloc(2)
    reason.writeUInt16BE(code)
    this.#socket.end(frameBytes(CLOSE, reason))
  }

  #take({opcode, final, payload}: Frame): void {
    if (this.#closing) return
    if (opcode === CLOSE) this.close()
    else if (opcode === PING) this.#socket.write(frameBytes(PONG, payload))
    else if (opcode === BINARY || opcode === TEXT || opcode === CONTINUATION) this.#message(opcode, final, payload)
  }

  #message(opcode: number, final: boolean, payload: Buffer): void {
    if ((opcode === CONTINUATION) !== (this.#parts !== undefined)) throw new FrameError('a fragment out of its order')
    const parts = this.#parts ?? []
    parts.push(payload)
    this.#bytes += payload.length
    if (this.#bytes > MOST_PAYLOAD || parts.length > MOST_PARTS) throw new FrameError('a message that is too long')
    this.#parts = final ? undefined : parts
    if (!final) return
    this.#bytes = 0
    this.#receive(Buffer.concat(parts))
  }
}
