import type {Command} from '../../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import type {ImageRegistry, RegistryHost} from '../../../image-registry.ts'
import type {LocalCluster} from '../../../local-cluster.ts'
import {removeCommand} from '../containers.ts'
import {leadCommand, runRegistryCommand} from './commands.ts'
import {findOwnRegistry, findRegistry} from './find-registry.ts'
import {clustersLedTo, nodesToLead} from './led-nodes.ts'
import {checkImage, fetchImage} from './registry-image.ts'
import {notSetUp} from './setup-failed.ts'

/** The network that kind has an engine make for nodes (kind v0.33, pkg/cluster/internal/providers). */
const usualNetwork = (engine: string): string =>
  process.env[engine === 'podman' ? 'KIND_EXPERIMENTAL_PODMAN_NETWORK' : 'KIND_EXPERIMENTAL_DOCKER_NETWORK'] || 'kind'

const networkOf = (engine: string, {nodes}: LocalCluster): string =>
  nodes.flatMap(({network}) => network ?? [])[0] ?? usualNetwork(engine)

/** A registry that was removed. */
export interface RemovedRegistry extends Pick<ImageRegistry, 'name' | 'port'> {
  /** The clusters whose nodes pulled from it. */
  clusters: readonly string[]
}

/** Removes the registry that kubia made, with its images. @returns undefined where there is none */
export const removeOwnRegistry = async (exec: Exec, engine: string): Promise<RemovedRegistry | undefined> => {
  const own = await findOwnRegistry(exec, engine)
  if (!own) return undefined
  const clusters = await clustersLedTo(exec, engine, own)
  await exec(removeCommand(engine, [own.id]))
  return {name: own.name, port: own.port, clusters}
}

/** As `RegistryHost.takeBack`. */
const takeBack = async (exec: Exec, engine: string, cluster: string): Promise<string> => {
  const own = await findOwnRegistry(exec, engine)
  if (!own) return 'none was made'
  const others = await clustersLedTo(exec, engine, own, cluster)
  if (others.length > 0) return `stays, for ${others.join(', ')}`
  await exec(removeCommand(engine, [own.id]))
  return 'removed'
}

/** Registries in containers of an engine, for clusters whose nodes are containers. */
export const registryHost = (
  exec: Exec,
  engine: string,
  leadAllScript: RegistryHost['leadAllScript'],
): RegistryHost => ({
  findOwn: () => findOwnRegistry(exec, engine),
  find: port => findRegistry(exec, engine, port),
  nodesToLead: (cluster, registry) => nodesToLead(exec, engine, cluster, registry),
  checkImage: () => checkImage(exec, engine),
  fetchImage: report => fetchImage(exec, engine, report),
  connect(cluster, port, found) {
    const network = networkOf(engine, cluster)
    if (!found) return [runRegistryCommand(engine, network, port)]
    const command = (...args: string[]): Command => ({program: engine, args})
    return [
      // Another's that does not run is paused: it is left as it is.
      ...(found.running || !found.ours ? [] : [command(found.paused ? 'unpause' : 'start', found.name)]),
      ...(found.networks.includes(network) ? [] : [command('network', 'connect', network, found.name)]),
    ]
  },
  lead: (nodes, registry) => nodes.map(node => leadCommand(engine, node, registry)),
  leadAllScript,
  async run(command) {
    try {
      await exec(command)
    } catch (error) {
      throw error instanceof CommandFailed ? notSetUp(error) : error
    }
  },
  takeBack: cluster => takeBack(exec, engine, cluster),
})
