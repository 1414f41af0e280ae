import {createServer, type Server, type Socket} from 'node:net'

/** What became of a wish to listen. */
export type ListenerState = 'opening' | 'open' | 'failed'

/**
 * A port of this machine that is listened on. What becomes of it is told through `changed`, since nothing here waits.
 * Closing it ends no connection that was accepted.
 */
export class Listener {
  readonly address: string
  readonly port: number
  readonly #server: Server
  #state: ListenerState = 'opening'
  #error: NodeJS.ErrnoException | undefined

  /**
   * @param address one of this machine's loopback network
   * @param changed called once, when it is open or has failed
   */
  constructor(address: string, port: number, accept: (socket: Socket) => void, changed: () => void) {
    this.address = address
    this.port = port
    this.#server = createServer({noDelay: true}, socket => {
      // The other end may go at any time; what it was connected to notices by the end of the stream.
      socket.on('error', () => socket.destroy())
      accept(socket)
    })
    this.#server.once('listening', () => {
      this.#state = 'open'
      changed()
    })
    this.#server.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#state !== 'opening') return
      this.#state = 'failed'
      this.#error = error
      changed()
    })
    this.#server.listen(port, address)
  }

  get state(): ListenerState {
    return this.#state
  }

  /** `EADDRINUSE`, `EACCES` …, where it failed. */
  get error(): string | undefined {
    return this.#error?.code ?? this.#error?.message
  }

  close(): void {
    this.#server.close()
  }
}

/** What a failure to listen means. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'ports below 1024 need privileges on this machine',
  EADDRNOTAVAIL: 'this machine does not have the address',
}

export const whyNot = ({address, port, error = ''}: Listener): string =>
  `can't listen on ${address}:${port}: ${REASONS[error] ?? error}`
