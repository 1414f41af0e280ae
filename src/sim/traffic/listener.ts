import {BlockList, createServer, isIP, type Server, type Socket} from 'node:net'

/** The state of a listener. */
export type ListenerState = 'opening' | 'open' | 'failed'

export interface ListenAddress {
  /** An IP address of this machine. */
  address: string
  port: number
  /** The user named this very address; any other must be a loopback address, since objects of the API may say anything. */
  published?: boolean
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** A name is no loopback address, whatever it leads to. */
const isLoopback = (address: string): boolean => {
  const family = isIP(address)
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

const NOT_LOOPBACK = 'ENOTLOOPBACK'

/**
 * A port of this machine that is listened on. Its state is reported through `changed`, since nothing here waits.
 * Closing it ends no connection that was accepted.
 */
export class Listener {
  readonly address: string
  readonly port: number
  readonly #server: Server
  #state: ListenerState = 'opening'
  #error: NodeJS.ErrnoException | undefined

  /** @param changed called once, when it is open or has failed */
  constructor(
    {address, port, published = false}: ListenAddress,
    accept: (socket: Socket) => void,
    changed: () => void,
  ) {
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
    if (published || isLoopback(address)) this.#server.listen(port, address)
    else
      process.nextTick(() => this.#server.emit('error', Object.assign(new Error(NOT_LOOPBACK), {code: NOT_LOOPBACK})))
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
  [NOT_LOOPBACK]: 'it is no loopback address, and not published',
  EADDRNOTAVAIL: 'this machine does not have the address',
}

export const whyNot = ({address, port, error = ''}: Listener): string =>
  `cannot listen on ${address}:${port}: ${REASONS[error] ?? error}`
