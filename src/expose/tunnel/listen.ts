import {createHash} from 'node:crypto'
import {createServer, type Server, type Socket} from 'node:net'

/** What stands in for a port that this user may not listen on: what people expect instead of 80 and 443. */
const SUBSTITUTES: Readonly<Record<number, number>> = {80: 8080, 443: 8443}
/** The ports below this belong to the system, unless it says otherwise (net.ipv4.ip_unprivileged_port_start). */
const FIRST_UNPRIVILEGED = 1024
/** How many substitutes are tried for a port. */
const MAX_TRIES = 200
/** How many addresses are tried for the wanted ports before others are taken. */
const MAX_ADDRESSES = 8

/** Addresses of services are taken from 127.77.0.0/16: loopback, and far from 127.0.0.1 with its many listeners. */
const addressAt = (number: number): string => `127.77.${(number >> 8) & 0xff}.${Math.max(1, number & 0xff)}`

/** Whether an address is one that tunnels give: no other load balancer has any use for it. */
export const isTunnelAddress = (address: string): boolean => /^127\.(?:77\.\d+\.\d+|0\.0\.1)$/.test(address)

/** The addresses for a service, the preferred one first: the same ones at every start. */
export const candidateAddresses = (key: string): string[] => {
  const start = createHash('sha256').update(key).digest().readUInt16BE(0)
  return Array.from({length: MAX_ADDRESSES}, (_, index) => addressAt((start + index * 257) & 0xffff))
}

/** Begins to listen. @returns the server, or why it may not: `EACCES`, `EADDRINUSE`, `EADDRNOTAVAIL` */
const tryListen = (
  address: string,
  port: number,
  onConnection: (client: Socket) => void,
): Promise<{server: Server} | {code: string}> =>
  new Promise(resolve => {
    const server = createServer({allowHalfOpen: true, noDelay: true, pauseOnConnect: true}, onConnection)
    server.once('error', (error: NodeJS.ErrnoException) => resolve({code: error.code ?? error.message}))
    server.listen({host: address, port}, () => {
      server.removeAllListeners('error')
      // A connection that cannot be accepted (too many open files) is that client's loss only.
      server.on('error', () => {})
      resolve({server})
    })
  })

const close = (server: Server): Promise<void> => new Promise(resolve => server.close(() => resolve()))

/** Whether this system takes any address of 127.0.0.0/8, as Linux does, or 127.0.0.1 only. */
export const hasManyAddresses = async (): Promise<boolean> => {
  const probe = await tryListen(addressAt(1), 0, () => {})
  if ('code' in probe) return false
  await close(probe.server)
  return true
}

/** The ports to try in place of one that this user may not listen on. */
export const substitutes = (port: number): number[] => {
  const start = SUBSTITUTES[port] ?? (port < FIRST_UNPRIVILEGED ? FIRST_UNPRIVILEGED + port : port + 1)
  return Array.from({length: MAX_TRIES}, (_, index) => start + index).filter(number => number <= 65_535)
}

/** A port of a service that is listened on. */
export interface PortListener {
  /** The service's port. */
  port: number
  /** The port that is listened on. */
  actual: number
  /** Why that is another one: `EACCES`, `EADDRINUSE`. */
  why?: string | undefined
  server: Server
}

export type OnConnection = (port: number, client: Socket) => void

/** Listens for one port on an address: on the port itself, else on the next free substitute. */
export const listenNear = async (
  address: string,
  port: number,
  onConnection: OnConnection,
): Promise<PortListener | {code: string}> => {
  const accept = (client: Socket): void => onConnection(port, client)
  const wanted = await tryListen(address, port, accept)
  if ('server' in wanted) return {port, actual: port, server: wanted.server}
  if (wanted.code !== 'EACCES' && wanted.code !== 'EADDRINUSE') return wanted
  for (const actual of substitutes(port)) {
    const other = await tryListen(address, actual, accept)
    if ('server' in other) return {port, actual, why: wanted.code, server: other.server}
  }
  return wanted
}

/** Listens for all ports of a service, or for none. */
const listenOn = async (
  address: string,
  ports: readonly number[],
  onConnection: OnConnection,
): Promise<PortListener[] | {code: string}> => {
  const listeners: PortListener[] = []
  for (const port of ports) {
    const listener = await listenNear(address, port, onConnection)
    if ('code' in listener) {
      await Promise.all(listeners.map(({server}) => close(server)))
      return listener
    }
    listeners.push(listener)
  }
  return listeners
}

const isTaken = ({why}: PortListener): boolean => why === 'EADDRINUSE'

/**
 * Finds an address on which the ports of a service are free and listens there. Where a port is taken on each of them (by
 * a program that listens everywhere), the last address is used, with other ports.
 * @returns the last error code where none can be listened on
 */
export const listen = async (
  addresses: readonly string[],
  ports: readonly number[],
  onConnection: OnConnection,
): Promise<{address: string; listeners: PortListener[]} | {code: string}> => {
  let code = 'EADDRNOTAVAIL'
  for (const [index, address] of addresses.entries()) {
    const listeners = await listenOn(address, ports, onConnection)
    if ('code' in listeners) code = listeners.code
    else if (!listeners.some(isTaken) || index === addresses.length - 1) return {address, listeners}
    else await Promise.all(listeners.map(({server}) => close(server)))
  }
  return {code}
}
