import type {Node} from '../kinds/node/types.ts'
import type {Pod} from '../kinds/pod/types.ts'

/** The pod network of a node by its place in the cluster: 10.244.0.0/24, 10.244.1.0/24 … and on into 10.245. */
export const podNetwork = (place: number): string => `10.${244 + Math.floor(place / 256)}.${place % 256}.0/24`

const FIRST = 2
const LAST = 254

/**
 * Hands out pod addresses, each node from its own network: the next free one after the last, so that an address comes
 * back late, as the host-local IPAM plugin does it.
 */
export class PodAddresses {
  readonly #last = new Map<string, number>()

  /** @param pods those on the node. @throws Error when all addresses of the node are taken */
  next(node: Node, pods: readonly Pod[]): string {
    const network = (node.spec.podCIDR ?? podNetwork(0)).replace(/\d+\/\d+$/, '')
    const taken = new Set(pods.map(({status}) => status.podIP))
    const {name} = node.metadata
    const before = this.#last.get(name) ?? highest(network, taken)
    for (let tries = 0; tries <= LAST - FIRST; tries++) {
      const host = FIRST + ((before + 1 - FIRST + tries) % (LAST - FIRST + 1))
      const address = `${network}${host}`
      if (taken.has(address)) continue
      this.#last.set(name, host)
      return address
    }
    throw new Error(`no address is left in ${network}0/24`)
  }
}

/** Where to go on after a start: behind the highest address in use. */
const highest = (network: string, taken: ReadonlySet<string | undefined>): number => {
  const hosts = [...taken].flatMap(address =>
    address?.startsWith(network) ? Number(address.slice(network.length)) : [],
  )
  return Math.max(FIRST - 1, ...hosts)
}
