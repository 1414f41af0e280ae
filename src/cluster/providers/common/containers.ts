import {setTimeout as sleep} from 'node:timers/promises'
import {CONTAINER_MISSING, recognise} from '../../../errors/known/index.ts'
import {isRecord, readAnswer, unreadable} from '../../../process/answer.ts'
import type {Command} from '../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import {type StoppedProcess, stoppedProcesses} from '../../../process/processes.ts'
import {compareNaturally} from '../../../text/natural-order.ts'
import {haltedNodes} from '../../halted-nodes.ts'
import {type ClusterNode, contextOf, type LocalCluster, type NodeRole} from '../../provider.ts'

/** The labels that kind puts on its node containers. */
export const CLUSTER_LABEL = 'io.x-k8s.kind.cluster'
const ROLE_LABEL = 'io.x-k8s.kind.role'
/** The API server's port in its container (kind v0.33, pkg/cluster/internal/providers/common/constants.go). */
export const API_SERVER_PORT = 6443
const API_SERVER_BINDING = `${API_SERVER_PORT}/tcp`

interface PortBinding {
  HostIp?: string
  HostPort?: string
}
/** The part of `docker inspect` that is read; podman and nerdctl answer in the same shape. */
interface InspectedContainer {
  Id: string
  Name: string
  Created: string
  State: {Running?: boolean; Paused?: boolean}
  Config: {Image?: string; Labels?: Record<string, string> | null}
  ImageName?: string
  NetworkSettings?: {Networks?: Record<string, {IPAddress?: string; GlobalIPv6Address?: string}> | null} | null
  HostConfig?: {PortBindings?: Record<string, PortBinding[] | null> | null}
}

/** Lists the containers with a label, stopped ones too: a line of id and name for each. */
const labelledCommand = (engine: string, label: string): Command => ({
  program: engine,
  args: ['ps', '-a', '--no-trunc', '--filter', `label=${label}`, '--format', '{{.ID}} {{.Names}}'],
})

const clusterLabel = (cluster: string | undefined): string =>
  `${CLUSTER_LABEL}${cluster === undefined ? '' : `=${cluster}`}`

export const inspectCommand = (engine: string, ids: readonly string[]): Command => ({
  program: engine,
  args: ['inspect', '--type', 'container', ...ids],
})

/** Removes containers by id with their anonymous volumes, running or not. */
export const removeCommand = (engine: string, ids: readonly string[]): Command => ({
  program: engine,
  args: ['rm', '-f', '-v', ...ids],
})

/**
 * How long a container may take to end, in seconds: a node's systemd ends its services one after the other, and etcd
 * is to close its files. An engine's own limit is 10 s.
 */
const STOP_LIMIT_S = 30

/** Stops containers by name. */
export const stopContainersCommand = (engine: string, names: readonly string[]): Command => ({
  program: engine,
  args: ['stop', '-t', String(STOP_LIMIT_S), ...names],
})

/** When nodes of a role are stopped: those that order others about come last. */
const STOP_RANK: Readonly<Record<NodeRole, number>> = {worker: 0, 'external-load-balancer': 1, 'control-plane': 2}

/** Nodes in groups that are stopped one after the other; those of a group go together. */
export const stopGroups = ({nodes}: LocalCluster, names: readonly string[]): string[][] => {
  const groups = new Map<number, string[]>()
  for (const {name, role} of nodes.filter(node => names.includes(node.name)))
    groups.set(STOP_RANK[role], [...(groups.get(STOP_RANK[role]) ?? []), name])
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}

/** The network that kind has podman make for nodes (kind v0.33, pkg/cluster/internal/providers/podman). */
const podmanNetwork = (): string => process.env['KIND_EXPERIMENTAL_PODMAN_NETWORK'] || 'kind'

/**
 * Has containers that do not run start with the addresses that they had: podman gives each start the next address of
 * the network, and Kubernetes keeps the old one in its files (kind#1689). Other engines give the lowest that is free,
 * so that there the order of the starts is enough.
 */
const keepAddresses = (engine: string, nodes: readonly ClusterNode[]): Command[] => {
  if (engine !== 'podman') return []
  const podman = (...args: string[]): Command => ({program: engine, args: ['network', ...args]})
  return nodes.flatMap(({name, address, network}) =>
    address === undefined
      ? []
      : [
          ...(network === undefined ? [] : [podman('disconnect', network, name)]),
          podman('connect', '--ip', address, network ?? podmanNetwork(), name),
        ],
  )
}

/**
 * Lets programs of a node go on that signals have stopped. Nodes have pkill, since their images are made of Debian; a
 * load balancer's image may have nothing but its program, which its engine can send a signal to.
 */
const thawCommand = (engine: string, {name, role, frozen = []}: ClusterNode): Command =>
  role === 'external-load-balancer'
    ? {program: engine, args: ['kill', '--signal=CONT', name]}
    : {program: engine, args: ['exec', name, 'pkill', '-CONT', '-x', frozen.join('|')]}

/**
 * Lets nodes run that do not: paused ones are resumed, stopped ones are started, in the order given, with the addresses
 * that they had where these are known.
 */
export const startCommands = (engine: string, {nodes}: LocalCluster, names: readonly string[]): Command[] => {
  const {paused} = haltedNodes(nodes.filter(({name}) => names.includes(name)))
  const isPaused = (name: string): boolean => paused.some(node => node.name === name)
  const stopped = names.filter(name => !isPaused(name))
  const command = (word: string, of: readonly string[]): Command[] =>
    of.length === 0 ? [] : [{program: engine, args: [word, ...of]}]
  const isWhole = (name: string): boolean => paused.some(node => node.name === name && node.frozen === undefined)
  return [
    ...command('unpause', names.filter(isWhole)),
    ...paused.filter(({frozen}) => frozen !== undefined).map(node => thawCommand(engine, node)),
    ...keepAddresses(
      engine,
      nodes.filter(({name}) => stopped.includes(name)),
    ),
    ...command('start', stopped),
  ]
}

/**
 * Restarts the kubelet of a node that runs; systemd keeps it there. A control plane is restarted whole: its kubelet
 * alone, which finds its node gone, ends the API server and starts it again after 5 minutes (Kubernetes 1.20).
 */
export const restartKubeletCommands = (engine: string, node: ClusterNode): Command[] => {
  const {name, role} = node
  if (role !== 'control-plane') return [{program: engine, args: ['exec', name, 'systemctl', 'restart', 'kubelet']}]
  const addresses = keepAddresses(engine, [node])
  return addresses.length === 0
    ? [{program: engine, args: ['restart', name]}]
    : [stopContainersCommand(engine, [name]), ...addresses, {program: engine, args: ['start', name]}]
}

const protocolOf = (key: string): 'TCP' | 'UDP' | 'SCTP' => {
  const protocol = key.split('/')[1]?.toUpperCase()
  return protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP'
}

/** Where the engine listens for the API server of a container: with several control planes, of each and of their load balancer. */
const apiPortsOf = ({HostConfig}: InspectedContainer): number[] =>
  (HostConfig?.PortBindings?.[API_SERVER_BINDING] ?? []).map(({HostPort}) => Number(HostPort)).filter(port => port > 0)

/** A node is in one network, kind's. A container that does not run has empty addresses. */
const placeOf = ({NetworkSettings}: InspectedContainer): Pick<ClusterNode, 'address' | 'network'> => {
  const [[network, place] = []] = Object.entries(NetworkSettings?.Networks ?? {})
  return {address: place?.IPAddress || place?.GlobalIPv6Address || undefined, ...(network !== undefined && {network})}
}

const toNode = (container: InspectedContainer): ClusterNode => {
  const {[API_SERVER_BINDING]: _, ...published} = container.HostConfig?.PortBindings ?? {}
  return {
    name: container.Name.replace(/^\//, ''),
    role: (container.Config.Labels?.[ROLE_LABEL] ?? 'worker') as NodeRole,
    id: container.Id,
    image: container.ImageName ?? container.Config.Image ?? '',
    // A paused container runs for docker, and does not for podman.
    running: container.State.Running === true && container.State.Paused !== true,
    ...(container.State.Paused === true && {paused: true}),
    createdAt: container.Created,
    ...placeOf(container),
    ports: Object.entries(published).flatMap(([key, hosts]) =>
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
  Number(a.role !== 'control-plane') - Number(b.role !== 'control-plane') || compareNaturally(a.name, b.name)

const readCluster = (name: string, containers: readonly InspectedContainer[]): LocalCluster => {
  const apiPorts = containers.flatMap(apiPortsOf)
  return {
    name,
    provider: 'kind',
    context: contextOf('kind', name),
    nodes: containers.map(toNode).sort(byRoleThenName),
    ...(apiPorts.length > 0 && {apiPorts}),
  }
}

/**
 * The programs that make a container a node of Kubernetes, as Linux names their processes. What is in pods of the user's
 * may be stopped on purpose.
 */
const NODE_PROGRAMS: readonly string[] = [
  'systemd',
  'containerd',
  'kubelet',
  'etcd',
  'kube-apiserver',
  'kube-controller',
  'kube-scheduler',
  'kube-proxy',
  'kindnetd',
]

const frozenPrograms = ({id, role}: ClusterNode, processes: readonly StoppedProcess[]): string[] => {
  const own = processes.filter(
    ({program, groups}) =>
      groups.includes(id) && (role === 'external-load-balancer' || NODE_PROGRAMS.includes(program)),
  )
  return [...new Set(own.map(({program}) => program))].sort()
}

/**
 * The same cluster, with the nodes paused whose programs signals have stopped, which the engine knows nothing of.
 * @param processes all that signals have stopped: an engine's in a virtual machine are not among them
 */
export const withFrozen = (cluster: LocalCluster, processes: readonly StoppedProcess[]): LocalCluster => ({
  ...cluster,
  nodes: cluster.nodes.map(node => {
    const frozen = node.running ? frozenPrograms(node, processes) : []
    return frozen.length === 0 ? node : {...node, running: false, paused: true, frozen}
  }),
})

const isContainerList =
  (asked: number | undefined) =>
  (value: unknown): boolean =>
    Array.isArray(value) &&
    (asked === undefined || value.length === asked) &&
    value.every(
      one =>
        isRecord(one) &&
        typeof one['Id'] === 'string' &&
        typeof one['Name'] === 'string' &&
        isRecord(one['State']) &&
        isRecord(one['Config']),
    )

/**
 * The clusters behind the text of `inspect`, by name.
 * @param asked how many containers it was asked for
 * @throws KubiaError ANSWER_UNREADABLE where it cannot be read, or lists another number
 */
export const readClusters = (engine: string, inspected: string, asked?: number): LocalCluster[] => {
  const containers = readAnswer<InspectedContainer[]>(`${engine} inspect`, inspected, isContainerList(asked))
  const byCluster = Map.groupBy(containers, ({Config}) => Config.Labels?.[CLUSTER_LABEL])
  return [...byCluster]
    .flatMap(([name, own]) => (name === undefined ? [] : readCluster(name, own)))
    .sort((a, b) => compareNaturally(a.name, b.name))
}

/** A container, as an engine lists it. */
interface ListedContainer {
  id: string
  name: string
}

/** The containers with a label, running or not. @throws KubiaError ANSWER_UNREADABLE */
export const listLabelled = async (exec: Exec, engine: string, label: string): Promise<ListedContainer[]> => {
  const {stdout} = await exec(labelledCommand(engine, label), {waitsFor: engine})
  const found = [...stdout.matchAll(/^(\S+) (\S+)\r?$/gm)].map(([, id = '', name = '']) => ({id, name}))
  // A wrapper's warning beside containers is left out; alone, it must not be taken for "there is none".
  if (found.length === 0 && stdout.trim() !== '') throw unreadable(`${engine} ps`, stdout)
  return found
}

/** Node containers, of one cluster or of all, by the engine's listing alone. */
export const listContainers = (exec: Exec, engine: string, cluster?: string): Promise<ListedContainer[]> =>
  listLabelled(exec, engine, clusterLabel(cluster))

/** How often a listing is taken again when a container went away before it could be looked at. */
const INSPECT_TRIES = 10
const INSPECT_PAUSE_MS = 200

/**
 * The clusters that exist. Containers come and go while others create and delete: one that goes away between the
 * listing and the look at it has the listing taken again.
 * @throws CommandFailed where the engine fails, or where the listing never holds still
 */
export const findClusters = async (exec: Exec, engine: string, cluster?: string): Promise<LocalCluster[]> => {
  for (let attempt = 1; ; attempt++) {
    const containers = await listContainers(exec, engine, cluster)
    if (containers.length === 0) return []
    const command = inspectCommand(
      engine,
      containers.map(({id}) => id),
    )
    const result = await exec(command, {allowFailure: true, waitsFor: engine})
    if (result.exitCode === 0) {
      const processes = stoppedProcesses()
      return readClusters(engine, result.stdout, containers.length).map(found => withFrozen(found, processes))
    }
    if (attempt === INSPECT_TRIES || !recognise(result.stderr, CONTAINER_MISSING))
      throw new CommandFailed(command, result)
    await sleep(INSPECT_PAUSE_MS)
  }
}
