import {createSocket} from 'node:dgram'
import {createServer} from 'node:net'
import type {Finding} from '../cluster/check.ts'
import {describeAddress, describePort, type HostPort, mendPort, ownAddress} from '../cluster/host-port.ts'
import type {PublishedPort} from '../cluster/published-port.ts'
import type {Advice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'

/** Tries to listen for a moment. @returns the error's code where that fails: `EADDRINUSE`, `EACCES`, … */
const tryTcp = (address: string, port: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    server.listen({host: address, port, exclusive: true}, () => server.close(() => resolve(undefined)))
  })

const tryUdp = (address: string, port: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    socket.bind({address, port, exclusive: true}, () => socket.close(() => resolve(undefined)))
  })

const tryPort = (protocol: PublishedPort['protocol']) => (protocol === 'UDP' ? tryUdp : tryTcp)

/**
 * A free port near the taken one, to suggest; undefined where the next twenty are taken too.
 * @param others ports that are spoken for
 */
const freePortNear = async (
  {address, hostPort, protocol}: PublishedPort,
  others: ReadonlySet<number>,
): Promise<number | undefined> => {
  for (let port = hostPort + 1; port <= Math.min(hostPort + 20, 65_535); port++)
    if (!others.has(port) && (await tryPort(protocol)(address, port)) === undefined) return port
  return undefined
}

/** Ports below belong to the system: in their place one of 8000 more is suggested, 8080 for 80. */
const FIRST_FREE_TO_ALL = 1024

/** Why a port cannot be listened on, by the error code of the attempt. */
interface Refusal {
  code: 'PORT_TAKEN' | 'PORT_DENIED' | 'ADDRESS_FOREIGN'
  says: (port: HostPort, ownerOf: PortOwner) => Promise<string>
  /** What is looked near for a port that is free. */
  instead: (port: PublishedPort) => PublishedPort
}

const TAKEN: Refusal = {
  code: 'PORT_TAKEN',
  says: async (port, ownerOf) => `${describePort(port)} is used by ${(await ownerOf(port)) ?? 'another program'}`,
  instead: port => port,
}
const DENIED: Refusal = {
  code: 'PORT_DENIED',
  says: async port => `${describePort(port)}: this user may not listen there`,
  instead: port => (port.hostPort < FIRST_FREE_TO_ALL ? {...port, hostPort: port.hostPort + 7999} : port),
}
const FOREIGN: Refusal = {
  code: 'ADDRESS_FOREIGN',
  says: async port => `${describeAddress(port)} is no address of this machine`,
  instead: port => ({...port, address: ownAddress(port), hostPort: Math.max(0, port.hostPort - 1)}),
}

/** Who has a port; undefined where that cannot be found out. */
export type PortOwner = (port: PublishedPort) => Promise<string | undefined>

export interface PortsOptions {
  /** True where no engine's daemon listens, which may do more than this user, but a program of this user's. */
  own?: boolean
  /** True where whatever listens is on this machine, and not in a virtual one with addresses of its own. */
  here?: boolean
  /** True where the engine runs as this user, which may have let it do more. */
  asUser?: boolean
  ownerOf?: PortOwner
  /** @returns the error's code where nothing can listen */
  attempt?: (port: PublishedPort) => Promise<string | undefined>
}

/** The failure that names every port which is refused for one reason, each with one that is free; undefined without any. */
const refusal = async (
  {code, says, instead}: Refusal,
  refused: readonly HostPort[],
  spoken: Set<number>,
  ownerOf: PortOwner,
): Promise<KubiaError | undefined> => {
  if (refused.length === 0) return undefined
  const messages: string[] = []
  const fix: Advice[] = []
  for (const port of refused) {
    const other = instead(port)
    const free = await freePortNear(other, spoken)
    if (free !== undefined) spoken.add(free)
    messages.push(await says(port, ownerOf))
    fix.push(mendPort(port, other, free))
  }
  return new KubiaError(code, messages.join('\n'), {fix})
}

/**
 * Whether the host ports that are to be published are free; 0 always is. A port that only this user may not bind is
 * left to the engine, whose daemon may.
 * @returns what was found, with a warning (PORT_DENIED) of ports that an engine of this user's hardly gets. @throws KubiaError PORT_TAKEN naming every taken port, who has it, and one that is free;
 * ADDRESS_FOREIGN where they are to be listened at here, PORT_DENIED where this user has to
 */
export const checkPortsFree = async (
  ports: readonly HostPort[],
  {
    own = false,
    here = own,
    asUser = false,
    ownerOf = async () => undefined,
    attempt = port => tryPort(port.protocol)(port.address, port.hostPort),
  }: PortsOptions = {},
): Promise<Finding> => {
  const failed: {port: HostPort; why: string | undefined}[] = []
  for (const port of ports) {
    // Of a port that is to be found, the address alone counts.
    if (port.protocol === 'SCTP') continue
    failed.push({port, why: await attempt(port)})
  }
  const spoken = new Set(ports.map(({hostPort}) => hostPort))
  const refusalOf = (why: Refusal, code: string): Promise<KubiaError | undefined> =>
    refusal(
      why,
      failed.flatMap(attempted => (attempted.why === code ? attempted.port : [])),
      spoken,
      ownerOf,
    )
  const stop = (error: KubiaError | undefined): void => {
    if (error) throw error
  }
  stop(await refusalOf(TAKEN, 'EADDRINUSE'))
  if (own) stop(await refusalOf(DENIED, 'EACCES'))
  if (here) stop(await refusalOf(FOREIGN, 'EADDRNOTAVAIL'))
  const found = ports.length === 0 ? 'none to publish' : `${ports.length} free`
  const denied = asUser ? await refusalOf(DENIED, 'EACCES') : undefined
  return denied ? {found, warning: denied} : found
}
