import type {Exec} from '../../../process/exec.ts'
import type {ClusterNode} from '../../provider.ts'
import {AddressHold} from './address-hold.ts'
import {startContainersCommand} from './power-commands.ts'

/** A node whose address and network are known. */
type PlacedNode = ClusterNode & {address: string; network: string}

const isPlaced = (node: ClusterNode): node is PlacedNode => node.address !== undefined && node.network !== undefined

/** Looks at the network of nodes, where their engine gives each container that starts the lowest free address. */
const holdFor = async (exec: Exec, engine: string, nodes: readonly ClusterNode[]): Promise<AddressHold | undefined> => {
  const [first] = nodes
  if (engine !== 'docker' || first === undefined || !nodes.every(isPlaced)) return undefined
  return AddressHold.of(exec, engine, first.image, (first as PlacedNode).network)
}

/** Starts stopped nodes, in the order given of their addresses, each with the address that it had, as far as that is known and free. */
export const startContainers = async (exec: Exec, engine: string, nodes: readonly ClusterNode[]): Promise<void> => {
  if (nodes.length === 0) return
  const hold = await holdFor(exec, engine, nodes)
  const start = (some: readonly ClusterNode[]) =>
    exec(
      startContainersCommand(
        engine,
        some.map(({name}) => name),
      ),
    )
  if (!hold) return void (await start(nodes))
  const placed = nodes.filter(isPlaced)
  const kept = placed.filter(({address}) => !hold.isTaken(address))
  const moved = placed.filter(node => !kept.includes(node))
  try {
    for (const node of kept) {
      await hold.below(node.address)
      await start([node])
      hold.give(node.address)
    }
  } finally {
    await hold.release()
  }
  // Which addresses these get is not known, so that they come last.
  if (moved.length > 0) await start(moved)
}

/** Does what restarts the container of a node, so that it comes back with the address that it has. */
export const restartInPlace = async (
  exec: Exec,
  engine: string,
  node: ClusterNode,
  restart: () => Promise<void>,
): Promise<void> => {
  const hold = await holdFor(exec, engine, [node])
  try {
    await hold?.below(node.address ?? '')
    await restart()
  } finally {
    await hold?.release()
  }
}

/**
 * Keeps addresses with which stopped nodes are to come back, while other containers are made.
 * @returns what gives them back
 */
export const reserveAddresses = async (
  exec: Exec,
  engine: string,
  nodes: readonly ClusterNode[],
): Promise<() => Promise<void>> => {
  const placed = nodes.filter(isPlaced)
  const hold = await holdFor(exec, engine, placed)
  await hold?.only(placed.map(({address}) => address))
  return async () => hold?.release()
}
