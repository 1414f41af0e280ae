import {type ClusterNode, isNameOnly, type LocalCluster} from './local-cluster.ts'

/** Nodes that do not run: those that are frozen and can be resumed, and those that have to be started. */
export interface HaltedNodes<T> {
  paused: T[]
  stopped: T[]
}

/** The nodes among these that do not run. */
export const haltedNodes = <T extends Pick<ClusterNode, 'running' | 'paused'>>(nodes: readonly T[]): HaltedNodes<T> => {
  const halted = nodes.filter(({running}) => !running)
  return {paused: halted.filter(({paused}) => paused), stopped: halted.filter(({paused}) => !paused)}
}

/** What of nodes is halted: a node, or each of its programs: `kubelet of shop-worker`. */
const haltedParts = (nodes: readonly ClusterNode[]): string[] =>
  nodes.flatMap(({name, frozen}) => frozen?.map(program => `${program} of ${name}`) ?? [name])

/** What is the matter with them: `shop-worker is paused; shop-worker2, shop-worker3 are stopped`. @param verbs of one, of many */
export const describeHalted = (nodes: readonly ClusterNode[], [one, many]: readonly [string, string]): string =>
  Object.entries(haltedNodes(nodes))
    .map(([word, halted]: [string, ClusterNode[]]) => ({word, parts: haltedParts(halted)}))
    .filter(({parts}) => parts.length > 0)
    .map(({word, parts}) => `${parts.join(', ')} ${parts.length === 1 ? one : many} ${word}`)
    .join('; ')

/**
 * How many control planes must run, where fewer do: kubeadm runs a member of etcd on each, and without a majority of
 * them the API server of none answers.
 */
const lackingMajority = ({nodes}: LocalCluster): {needed: number; of: number} | undefined => {
  const planes = nodes.filter(({role}) => role === 'control-plane')
  const needed = Math.floor(planes.length / 2) + 1
  return planes.filter(({running}) => running).length < needed ? {needed, of: planes.length} : undefined
}

/** Whether no API server can be reached: too few control planes run, or the load balancer in front of them does not. */
export const isApiServerDown = (cluster: LocalCluster): boolean =>
  cluster.nodes.length > 0 &&
  (lackingMajority(cluster) !== undefined ||
    cluster.nodes.some(({role, running}) => role === 'external-load-balancer' && !running))

/** Whether a cluster that can be used waits for `start`: it is stopped, or something of it is paused, which nobody leaves so. */
export const isHalted = (cluster: LocalCluster): boolean =>
  !cluster.fault && !isNameOnly(cluster) && (isApiServerDown(cluster) || haltedNodes(cluster.nodes).paused.length > 0)

/** What is said of a cluster whose nodes do not all run: `cluster shop is stopped`. */
export const describeStopped = (cluster: LocalCluster): string => {
  const {name, nodes} = cluster
  const isInPart = nodes.some(({frozen}) => frozen !== undefined)
  const whole = Object.entries(haltedNodes(nodes)).find(([, halted]) => halted.length === nodes.length && !isInPart)
  if (whole) return `cluster ${name} is ${whole[0]}`
  const lacking = nodes.some(({role, running}) => role === 'control-plane' && running) && lackingMajority(cluster)
  const why = lacking ? `; etcd needs ${lacking.needed} of ${lacking.of} control planes` : ''
  return `cluster ${name}: ${describeHalted(nodes, ['is', 'are'])}${why}`
}
