import {type ClusterNode, kubernetesNodes, type LocalCluster} from './local-cluster.ts'
import {isOfVersion, shortImage} from './node-image.ts'
import {formatPort, type PublishedPort} from './published-port.ts'

/** More worker nodes than this on one machine are a typing error rather than a request, by flag or by config. */
export const MAX_WORKERS = 500

/** What a run states of a cluster, by flag or by config; what is undefined was left open. */
export interface ClusterShape {
  controlPlanes?: number | undefined
  workers?: number | undefined
  /** `1.36` or `1.36.4`. */
  kubernetesVersion?: string | undefined
  /** The image of every node. */
  image?: string | undefined
  publish?: readonly PublishedPort[] | undefined
  /** How fast a simulated cluster is, 1 being its usual speed. */
  speed?: number | undefined
  /** The port of the registry of this machine that nodes pull from. */
  registry?: number | undefined
}

/** How a live cluster differs from what is stated of one field, one line a difference. */
type Difference<T> = (nodes: readonly ClusterNode[], stated: T) => string[]

const isPublished = (wanted: PublishedPort, live: readonly PublishedPort[]): boolean =>
  live.some(
    port =>
      port.nodePort === wanted.nodePort &&
      port.protocol === wanted.protocol &&
      port.address === wanted.address &&
      (wanted.hostPort === 0 || port.hostPort === wanted.hostPort),
  )

/** What is published in the place of a port, or beside it, with the word that leads to it. */
const describeInstead = (wanted: PublishedPort, live: readonly PublishedPort[]): string => {
  if (live.length === 0) return 'none → '
  const same = live.filter(({protocol}) => protocol === wanted.protocol)
  const instead =
    same.find(({nodePort}) => nodePort === wanted.nodePort) ?? same.find(({hostPort}) => hostPort === wanted.hostPort)
  return instead ? `${formatPort(instead)} → ` : `${live.map(formatPort).join(', ')} → also `
}

const imagesOf = (nodes: readonly ClusterNode[]): string[] => [...new Set(nodes.map(node => node.image))]

const countDifference =
  (what: string, role: ClusterNode['role']): Difference<number> =>
  (nodes, stated) => {
    const live = nodes.filter(node => node.role === role).length
    return live === stated ? [] : [`${what} ${live} → ${stated}`]
  }

/** Each field has its row: one that is missing does not compile. */
const DIFFERENCES: {readonly [K in keyof Required<ClusterShape>]: Difference<NonNullable<ClusterShape[K]>>} = {
  controlPlanes: countDifference('control-planes', 'control-plane'),
  workers: countDifference('workers', 'worker'),
  image: (nodes, stated) =>
    imagesOf(nodes)
      .filter(live => shortImage(live) !== shortImage(stated))
      .map(live => `image ${shortImage(live)} → ${shortImage(stated)}`),
  kubernetesVersion: (nodes, stated) =>
    imagesOf(nodes)
      .filter(live => isOfVersion(live, stated) === false)
      .map(live => `kubernetes-version ${shortImage(live).replace(/.*:v?/, '')} → ${stated}`),
  publish: (nodes, stated) => {
    const live = nodes.flatMap(node => node.ports)
    return stated
      .filter(port => !isPublished(port, live))
      .map(port => `publish ${describeInstead(port, live)}${formatPort(port)}`)
  },
  // `up` changes these while the cluster runs.
  speed: () => [],
  registry: () => [],
}

/** How a cluster differs from what is stated of it, one line a difference: `workers 2 → 3`. What was left open never does. */
export const findDrift = (cluster: LocalCluster, stated: ClusterShape): string[] => {
  const nodes = kubernetesNodes(cluster)
  const differences = <K extends keyof ClusterShape>(field: K): string[] => {
    const value = stated[field]
    return value === undefined ? [] : DIFFERENCES[field](nodes, value)
  }
  return (Object.keys(DIFFERENCES) as (keyof ClusterShape)[]).flatMap(differences)
}
