import type {Command} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import type {ClusterNode, LocalCluster, NodeRole} from './provider.ts'

/** The labels that kind puts on its node containers. */
const CLUSTER_LABEL = 'io.x-k8s.kind.cluster'
const ROLE_LABEL = 'io.x-k8s.kind.role'
const API_SERVER_PORT = '6443/tcp'

interface PortBinding {
  HostIp?: string
  HostPort?: string
}
/** The part of `docker inspect` that is read; podman and nerdctl answer in the same shape. */
interface InspectedContainer {
  Id: string
  Name: string
  Created: string
  State: {Running?: boolean}
  Config: {Image?: string; Labels?: Record<string, string> | null}
  ImageName?: string
  HostConfig?: {PortBindings?: Record<string, PortBinding[] | null> | null}
}

/** Lists the ids of kind's node containers, stopped ones too: those of one cluster or of all. */
export const listCommand = (engine: string, cluster?: string): Command => ({
  program: engine,
  args: [
    'ps',
    '-a',
    '-q',
    '--no-trunc',
    '--filter',
    `label=${CLUSTER_LABEL}${cluster === undefined ? '' : `=${cluster}`}`,
  ],
})

export const inspectCommand = (engine: string, ids: readonly string[]): Command => ({
  program: engine,
  args: ['inspect', '--type', 'container', ...ids],
})

/** Removes containers by id with their anonymous volumes, running or not. */
export const removeCommand = (engine: string, ids: readonly string[]): Command => ({
  program: engine,
  args: ['rm', '-f', '-v', ...ids],
})

const protocolOf = (key: string): 'TCP' | 'UDP' | 'SCTP' => {
  const protocol = key.split('/')[1]?.toUpperCase()
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP'
}

const toNode = (container: InspectedContainer): ClusterNode => {
  const bindings = Object.entries(container.HostConfig?.PortBindings ?? {}).filter(([key]) => key !== API_SERVER_PORT)
  return {
    name: container.Name.replace(/^\//, ''),
    role: (container.Config.Labels?.[ROLE_LABEL] ?? 'worker') as NodeRole,
    id: container.Id,
    image: container.ImageName ?? container.Config.Image ?? '',
    running: container.State.Running === true,
    createdAt: container.Created,
    ports: bindings.flatMap(([key, hosts]) =>
      (hosts ?? []).map(({HostIp = '', HostPort = '0'}) => ({
        address: HostIp,
        hostPort: Number(HostPort),
        nodePort: Number.parseInt(key, 10),
        protocol: protocolOf(key),
      })),
    ),
  }
}

const byRoleThenName = (a: ClusterNode, b: ClusterNode): number =>
  Number(a.role !== 'control-plane') - Number(b.role !== 'control-plane') ||
  a.name.localeCompare(b.name, 'en', {numeric: true})

/** The clusters behind the text of `inspect`, by name. @throws SyntaxError where the text is not JSON. */
export const readClusters = (inspected: string): LocalCluster[] => {
  const clusters = new Map<string, ClusterNode[]>()
  for (const container of JSON.parse(inspected) as InspectedContainer[]) {
    const name = container.Config.Labels?.[CLUSTER_LABEL]
    if (name === undefined) continue
    clusters.set(name, [...(clusters.get(name) ?? []), toNode(container)])
  }
  return [...clusters]
    .map(([name, nodes]) => ({name, provider: 'kind', context: `kind-${name}`, nodes: nodes.sort(byRoleThenName)}))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** The ids of node containers: of one cluster or of all. */
export const listContainers = async (exec: Exec, engine: string, cluster?: string): Promise<string[]> => {
  const {stdout} = await exec(listCommand(engine, cluster))
  return stdout.split('\n').filter(Boolean)
}

/** The clusters that exist. A container that goes away between the listing and the look at it is no error. */
export const findClusters = async (exec: Exec, engine: string, cluster?: string): Promise<LocalCluster[]> => {
  for (let attempt = 1; ; attempt++) {
    const ids = await listContainers(exec, engine, cluster)
    if (ids.length === 0) return []
    const result = await exec(inspectCommand(engine, ids), {allowFailure: attempt < 3})
    if (result.exitCode === 0) return readClusters(result.stdout)
  }
}
