import type {Command} from '../../../process/command.ts'
import {haltedNodes} from '../../halted-nodes.ts'
import type {ClusterNode, LocalCluster, NodeRole} from '../../provider.ts'

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

/** Those of some nodes that are stopped and not paused, in the order given. */
export const stoppedOf = ({nodes}: LocalCluster, names: readonly string[]): ClusterNode[] => {
  const paused = new Set(haltedNodes(nodes).paused.map(({name}) => name))
  return names.flatMap(name => (paused.has(name) ? [] : (nodes.find(node => node.name === name) ?? [])))
}

/** Resumes paused nodes, and prepares the start of stopped ones. */
export const resumeCommands = (engine: string, cluster: LocalCluster, names: readonly string[]): Command[] => {
  const {paused} = haltedNodes(cluster.nodes.filter(({name}) => names.includes(name)))
  const isWhole = (name: string): boolean => paused.some(node => node.name === name && node.frozen === undefined)
  const whole = names.filter(isWhole)
  return [
    ...(whole.length === 0 ? [] : [{program: engine, args: ['unpause', ...whole]}]),
    ...paused.filter(({frozen}) => frozen !== undefined).map(node => thawCommand(engine, node)),
    ...keepAddresses(engine, stoppedOf(cluster, names)),
  ]
}

/** Starts containers by name, in the order given. */
export const startContainersCommand = (engine: string, names: readonly string[]): Command => ({
  program: engine,
  args: ['start', ...names],
})

/**
 * Lets nodes run that do not: paused ones are resumed, stopped ones are started, in the order given, with the addresses
 * that they had where these are known.
 */
export const startCommands = (engine: string, cluster: LocalCluster, names: readonly string[]): Command[] => {
  const stopped = stoppedOf(cluster, names).map(({name}) => name)
  return [
    ...resumeCommands(engine, cluster, names),
    ...(stopped.length === 0 ? [] : [startContainersCommand(engine, stopped)]),
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
