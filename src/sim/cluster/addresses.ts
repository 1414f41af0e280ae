// The addresses of nodes, in the network of which every address is this machine itself (RFC 1122: 127.0.0.0/8).
import {createHash} from 'node:crypto'

/** Hosts of a network of 256 addresses, without the first and the last. */
const HOSTS = 254

/**
 * An address for each node, others for each cluster: 127.X.Y.Z, X and Y from the cluster's id. Only Linux serves all of
 * 127.0.0.0/8 without configuration; elsewhere all nodes are at 127.0.0.1.
 * @param id of the cluster
 */
export const nodeAddresses = (id: string, count: number, platform = process.platform): string[] => {
  if (platform !== 'linux') return Array.from({length: count}, () => '127.0.0.1')
  const [first = 0, second = 0] = createHash('sha256').update(id).digest()
  // 127.0.Y.Z belongs to others: 127.0.0.1, and systemd's resolver at 127.0.0.53.
  const x = 1 + (first % 250)
  return Array.from({length: count}, (_, index) => {
    const y = (second + Math.floor(index / HOSTS)) % 256
    return `127.${x}.${y}.${1 + (index % HOSTS)}`
  })
}
