import {once} from 'node:events'
import {type AddressInfo, createServer} from 'node:net'
import type {PublishedPort} from '../description/description.ts'

const FORM = /^(?:(\[[0-9a-fA-F:]+\]|[0-9.]+):)?(\d{1,5}):(\d{1,5})(?:\/(tcp|udp|sctp))?(?:@(\d{1,4}))?$/i

/** @param text `[ADDRESS:]HOSTPORT:NODEPORT[/PROTOCOL][@NODE]`, NODE counted from 0. @throws Error */
export const parsePublishedPort = (text: string): PublishedPort => {
  const match = FORM.exec(text)
  if (!match) throw new Error(`--publish: "${text}" is not [ADDRESS:]HOSTPORT:NODEPORT[/PROTOCOL][@NODE]`)
  const [, address = '127.0.0.1', host, node, protocol = 'tcp', place] = match
  return {
    address: address.replace(/[[\]]/g, ''),
    hostPort: Number(host),
    nodePort: Number(node),
    protocol: protocol.toUpperCase() as PublishedPort['protocol'],
    ...(place !== undefined && {node: Number(place)}),
  }
}

/**
 * A port with a host port: where any free one will do, one that is free now, which the cluster then keeps over restarts.
 * @throws the system's error where nothing can listen at the address
 */
export const chooseHostPort = async (port: PublishedPort): Promise<PublishedPort> => {
  if (port.hostPort !== 0) return port
  const server = createServer().listen(0, port.address)
  await once(server, 'listening')
  const {port: hostPort} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return {...port, hostPort}
}
