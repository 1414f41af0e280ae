import {Duplex} from 'node:stream'

/** A connection to a pod that failed. */
export class PortForwardError extends Error {
  /** True where nothing that was sent can have reached the program. */
  readonly neverConnected: boolean

  constructor(message: string, neverConnected: boolean) {
    super(message)
    this.neverConnected = neverConnected
  }
}

/** What carries the connections to one pod. */
export interface Sender {
  data(id: number, chunk: Buffer, fin: boolean, done: (error?: Error | null) => void): void
  reset(id: number): void
  /** Called when a stream was read from. */
  drained(): void
}

/** One connection to a port of a pod: what is written goes to the pod, what is pushed came from it. */
export class PodConnection extends Duplex {
  readonly #sender: Sender
  readonly #id: number
  /** Bytes to and from the pod; whether the last one was from it. */
  sent = 0
  received = 0
  answered = false
  /** True once the pod will send nothing more. */
  isOver = false

  constructor(sender: Sender, id: number) {
    super({allowHalfOpen: true})
    this.#sender = sender
    this.#id = id
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.sent += chunk.length
    this.answered = false
    this.#sender.data(this.#id, chunk, false, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#sender.data(this.#id, Buffer.alloc(0), true, done)
  }

  override _read(): void {
    this.#sender.drained()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#sender.reset(this.#id)
    done(error)
  }
}
