import {createSocket} from 'node:dgram'
import {createServer} from 'node:net'
import type {PublishedPort} from '../cluster/config/kind-config.ts'
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

const host = (address: string): string => (address.includes(':') ? `[${address}]` : address)

const tryPort = (protocol: PublishedPort['protocol']) => (protocol === 'UDP' ? tryUdp : tryTcp)

/** A free port near the taken one, to suggest; undefined where the next twenty are taken too. */
const freePortNear = async ({address, hostPort, protocol}: PublishedPort): Promise<number | undefined> => {
  for (let port = hostPort + 1; port <= Math.min(hostPort + 20, 65_535); port++)
    if ((await tryPort(protocol)(address, port)) === undefined) return port
  return undefined
}

/** `-p 8081:30080     # is free`: a port that can be had in the place of one that can't. */
const suggest = async (port: PublishedPort): Promise<string> => {
  const other = await freePortNear(port)
  const address = port.address === '127.0.0.1' ? '' : `${host(port.address)}:`
  const protocol = port.protocol === 'TCP' ? '' : `/${port.protocol.toLowerCase()}`
  return `-p ${address}${other ?? 0}:${port.nodePort}${protocol}     # ${other ? 'is free' : '0 has a free port chosen'}`
}

const place = ({address, hostPort}: PublishedPort): string => `port ${hostPort} on ${host(address)}`

/** Ports below belong to the system: in their place one of 8000 more is suggested, 8080 for 80. */
const FIRST_FREE_TO_ALL = 1024

const refuse = async (code: 'PORT_TAKEN' | 'PORT_DENIED' | 'ADDRESS_FOREIGN', ports: readonly PublishedPort[]) => {
  const [first] = ports
  if (!first) return
  const why = {
    PORT_TAKEN: (port: PublishedPort) => `${place(port)} is in use by another program`,
    PORT_DENIED: (port: PublishedPort) => `this user may not listen at ${place(port)}`,
    ADDRESS_FOREIGN: ({address}: PublishedPort) => `${host(address)} is no address of this machine`,
  }[code]
  const near = {
    PORT_TAKEN: first,
    PORT_DENIED: first.hostPort < FIRST_FREE_TO_ALL ? {...first, hostPort: first.hostPort + 7999} : first,
    ADDRESS_FOREIGN: {...first, address: '127.0.0.1', hostPort: first.hostPort - 1},
  }[code]
  throw new KubiaError(code, ports.map(why).join('\n'), {fix: [await suggest(near)]})
}

export interface PortsOptions {
  /** True where no engine's daemon listens, which may do more than this user, but a program of this user's. */
  own?: boolean
  /** @returns the error's code where nothing can listen */
  attempt?: (port: PublishedPort) => Promise<string | undefined>
}

/**
 * Whether the host ports that are to be published are free; 0 always is. A port that only this user may not bind is
 * left to the engine, whose daemon may.
 * @returns what was found. @throws KubiaError PORT_TAKEN naming every taken port; where this user has to listen also
 * PORT_DENIED and ADDRESS_FOREIGN
 */
export const checkPortsFree = async (
  ports: readonly PublishedPort[],
  {own = false, attempt = port => tryPort(port.protocol)(port.address, port.hostPort)}: PortsOptions = {},
): Promise<string> => {
  const failed: {port: PublishedPort; code: string | undefined}[] = []
  for (const port of ports) {
    if (port.hostPort === 0 || port.protocol === 'SCTP') continue
    failed.push({port, code: await attempt(port)})
  }
  const failedWith = (wanted: string): PublishedPort[] =>
    failed.flatMap(({port, code}) => (code === wanted ? port : []))
  await refuse('PORT_TAKEN', failedWith('EADDRINUSE'))
  if (own) {
    await refuse('PORT_DENIED', failedWith('EACCES'))
    await refuse('ADDRESS_FOREIGN', failedWith('EADDRNOTAVAIL'))
  }
  return ports.length === 0 ? 'none to publish' : `${ports.length} free`
}
