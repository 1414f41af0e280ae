import {kubiaAdvice} from '../../../../errors/advice.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import type {ImageRegistry} from '../../../image-registry.ts'
import type {ClusterNode, LocalCluster} from '../../../local-cluster.ts'
import {findClusters} from '../containers.ts'
import {hostsFile, lookAtNodeCommand, readsHostsFiles} from './commands.ts'
import {setupFailed} from './setup-failed.ts'

/** The nodes that run containers of pods: the load balancer of several control planes has no containerd. */
const nodesWithPods = ({nodes}: LocalCluster): ClusterNode[] =>
  nodes.filter(({role}) => role !== 'external-load-balancer')

/** How long a look at a node's containerd may take, in ms. */
const LOOK_LIMIT_MS = 20_000

/** Whether a node has the hosts file of a registry, by what `lookAtNodeCommand` prints. */
const isLed = (looked: string, registry: Pick<ImageRegistry, 'name'>): boolean =>
  looked.endsWith(`\n${hostsFile(registry)}`)

/** Whether a node lacks the hosts file. @throws KubiaError REGISTRY_FAILED where its containerd reads none */
const lacksHostsFile = async (
  exec: Exec,
  engine: string,
  node: string,
  registry: Pick<ImageRegistry, 'name' | 'port'>,
): Promise<boolean> => {
  const command = lookAtNodeCommand(engine, node, registry.port)
  const {stdout} = await exec(command, {timeoutMs: LOOK_LIMIT_MS}).catch((error: unknown) => {
    throw error instanceof CommandFailed && error.code === 'COMMAND_FAILED'
      ? setupFailed(`the containerd of ${node} cannot be looked at`, error)
      : error
  })
  if (readsHostsFiles(stdout)) return !isLed(stdout, registry)
  throw new KubiaError(
    'REGISTRY_FAILED',
    `the containerd of ${node} reads no hosts files of registries, as up --registry has it configured when it makes a cluster`,
    {
      fix: [
        kubiaAdvice(
          ['up', `--registry=${registry.port}`, '--recreate'],
          'deletes the cluster, with its data, and makes it again',
        ),
        'where it was made with --registry, take registry.mirrors out of its config, or take a node image with containerd 1.5 or later',
      ],
      left: 'the cluster is as it was',
      keep: true,
    },
  )
}

/** The clusters whose nodes pull from a registry, as far as a node of theirs runs. @param but a cluster that does not count */
export const clustersLedTo = async (
  exec: Exec,
  engine: string,
  registry: ImageRegistry,
  but?: string,
): Promise<string[]> => {
  const clusters = (await findClusters(exec, engine)).filter(({name}) => name !== but)
  const led = await Promise.all(
    clusters.map(async cluster => {
      const [node] = nodesWithPods(cluster).filter(({running}) => running)
      if (!node) return false
      const command = lookAtNodeCommand(engine, node.name, registry.port)
      const {stdout} = await exec(command, {timeoutMs: LOOK_LIMIT_MS, allowFailure: true})
      return isLed(stdout, registry)
    }),
  )
  return clusters.filter((_, index) => led[index]).map(({name}) => name)
}

/** As `RegistryHost.nodesToLead`. */
export const nodesToLead = async (
  exec: Exec,
  engine: string,
  cluster: LocalCluster,
  registry: Pick<ImageRegistry, 'name' | 'port'>,
): Promise<string[]> => {
  const nodes = nodesWithPods(cluster).map(({name}) => name)
  const lacking = await Promise.all(nodes.map(node => lacksHostsFile(exec, engine, node, registry)))
  return nodes.filter((_, index) => lacking[index])
}
