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

/** What is the matter with them: `shop-worker is paused; shop-worker2, shop-worker3 are stopped`. @param verbs of one, of many */
export const describeHalted = (nodes: readonly ClusterNode[], [one, many]: readonly [string, string]): string =>
  Object.entries(haltedNodes(nodes))
    .filter(([, halted]) => halted.length > 0)
    .map(
      ([word, halted]: [string, ClusterNode[]]) =>
        `${halted.map(({name}) => name).join(', ')} ${halted.length === 1 ? one : many} ${word}`,
    )
    .join('; ')

/** Whether every control plane is stopped or paused, so that no API server runs. */
export const isControlPlaneDown = ({nodes}: LocalCluster): boolean =>
  nodes.length > 0 && !nodes.some(({role, running}) => role === 'control-plane' && running)

/** Whether a cluster that can be used waits for `start`: it is stopped, or something of it is paused, which nobody leaves so. */
export const isHalted = (cluster: LocalCluster): boolean =>
  !cluster.fault &&
  !isNameOnly(cluster) &&
  (isControlPlaneDown(cluster) || haltedNodes(cluster.nodes).paused.length > 0)

/** What is said of a cluster whose nodes do not all run: `cluster shop is stopped`. */
export const describeStopped = ({name, nodes}: LocalCluster): string => {
  const whole = Object.entries(haltedNodes(nodes)).find(([, halted]) => halted.length === nodes.length)
  return whole ? `cluster ${name} is ${whole[0]}` : `cluster ${name}: ${describeHalted(nodes, ['is', 'are'])}`
}
