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

/**
 * Whether the host ports that are to be published are free; 0 always is. A port that only this user may not bind is
 * left to the engine, whose daemon may.
 * @returns what was found. @throws KubiaError PORT_TAKEN naming every taken port.
 */
export const checkPortsFree = async (ports: readonly PublishedPort[]): Promise<string> => {
  const taken: PublishedPort[] = []
  for (const port of ports) {
    if (port.hostPort === 0 || port.protocol === 'SCTP') continue
    const code = await tryPort(port.protocol)(port.address, port.hostPort)
    if (code === 'EADDRINUSE') taken.push(port)
  }
  const [first] = taken
  if (!first) return ports.length === 0 ? 'none to publish' : `${ports.length} free`
  const other = await freePortNear(first)
  const address = first.address === '127.0.0.1' ? '' : `${host(first.address)}:`
  const protocol = first.protocol === 'TCP' ? '' : `/${first.protocol.toLowerCase()}`
  throw new KubiaError(
    'PORT_TAKEN',
    taken.map(port => `port ${port.hostPort} on ${host(port.address)} is in use by another program`).join('\n'),
    {
      fix: [
        `-p ${address}${other ?? 0}:${first.nodePort}${protocol}     # ${other ? 'is free' : '0 has a free port chosen'}`,
      ],
    },
  )
}
