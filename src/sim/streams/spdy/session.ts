import {Duplex} from 'node:stream'
import {controlFrame, dataFrame, FIN, type Frame, FrameReader, TYPES, words} from './frames.ts'
import {HeaderCodec, type Headers} from './headers.ts'

/** RST_STREAM's code for a stream that is not wanted any more. */
const CANCEL = 5

/** One stream of a session: a connection of its own over a shared one. */
export class SpdyStream extends Duplex {
  readonly headers: Headers
  readonly #send: (payload: Buffer, flags: number, done: (error?: Error | null) => void) => void
  readonly #reset: () => void

  constructor(
    headers: Headers,
    send: (payload: Buffer, flags: number, done: (error?: Error | null) => void) => void,
    reset: () => void,
  ) {
    super({allowHalfOpen: true})
    this.headers = headers
    this.#send = send
    this.#reset = reset
  }

  override _read(): void {
    // What arrives is pushed by the session.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, 0, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#send(Buffer.alloc(0), FIN, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#reset()
    done(error)
  }
}

/**
 * The server's end of SPDY/3.1, as far as Kubernetes uses it: streams that the client opens, data, resets and pings.
 * Windows are not kept: the client of kubectl has none.
 */
export class SpdySession {
  readonly #socket: Duplex
  readonly #codec = new HeaderCodec()
  readonly #reader = new FrameReader()
  readonly #streams = new Map<number, SpdyStream>()
  readonly #accept: (stream: SpdyStream) => void

  /** @param accept gets each stream that the client opens */
  constructor(socket: Duplex, accept: (stream: SpdyStream) => void) {
    this.#socket = socket
    this.#accept = accept
    socket.once('close', () => this.close())
  }

  /** Serves until the connection ends. @param head what has arrived already */
  async run(head: Buffer): Promise<void> {
    try {
      await this.#take(head)
      for await (const chunk of this.#socket) await this.#take(chunk as Buffer)
    } finally {
      this.close()
    }
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.destroy()
    this.#streams.clear()
    this.#codec.close()
    this.#socket.destroy()
  }

  /** Frames are taken one after the other: the headers are compressed with what came before them. */
  async #take(chunk: Buffer): Promise<void> {
    for (const frame of this.#reader.push(chunk))
      if (frame.kind === 'data') this.#data(frame.stream, frame)
      else await this.#control(frame)
  }

  #data(id: number, {payload, flags}: Frame): void {
    const stream = this.#streams.get(id)
    if (!stream) return
    if (payload.length > 0) stream.push(payload)
    if (flags & FIN) stream.push(null)
  }

  async #control({type, flags, payload}: Frame & {kind: 'control'}): Promise<void> {
    if (type === TYPES.synStream) await this.#open(payload, flags)
    // A ping is answered with itself.
    else if (type === TYPES.ping) this.#socket.write(controlFrame(TYPES.ping, payload))
    else if (type === TYPES.rstStream) this.#streams.get(payload.readUInt32BE(0))?.destroy()
    else if (type === TYPES.goAway) this.#socket.end()
  }

  async #open(payload: Buffer, flags: number): Promise<void> {
    const id = payload.readUInt32BE(0) & 0x7fffffff
    const headers = await this.#codec.read(payload.subarray(10))
    const reply = await this.#codec.write({})
    this.#socket.write(controlFrame(TYPES.synReply, Buffer.concat([words(id), reply])))
    const stream = new SpdyStream(
      headers,
      (data, fin, done) => this.#send(id, data, fin, done),
      () => this.#reset(id),
    )
    this.#streams.set(id, stream)
    stream.on('error', () => stream.destroy())
    if (flags & FIN) stream.push(null)
    this.#accept(stream)
  }

  #send(id: number, data: Buffer, flags: number, done: (error?: Error | null) => void): void {
    if (!this.#socket.writable) return done(new Error('the connection has ended'))
    this.#socket.write(dataFrame(id, data, flags), done)
  }

  #reset(id: number): void {
    const stream = this.#streams.get(id)
    this.#streams.delete(id)
    const isOver = stream === undefined || (stream.readableEnded && stream.writableFinished)
    if (!isOver && this.#socket.writable) this.#socket.write(controlFrame(TYPES.rstStream, words(id, CANCEL)))
  }
}
