import {shortImage} from './node-image.ts'
import type {LocalCluster} from './provider.ts'
import {isOurs, readableRecord} from './state.ts'

/** A local cluster at a glance. */
export interface ClusterOverview {
  name: string
  provider: string
  context: string
  current: boolean
  /** Running nodes of all nodes: `3/3`. */
  nodes: string
  /** Kubernetes' version by the node image's tag; empty where it does not say. */
  version: string
  /** The oldest node's creation, RFC 3339. */
  createdAt: string
  image: string
  /** Whether kubia made it. */
  managed: boolean
}

/** Kubernetes' version by the node image's tag, `v1.36.0+simulated` of a simulated one; empty where it does not say. */
export const versionOf = ({nodes}: LocalCluster): string =>
  /:(v\d+\.\d+\.\d+(?:\+simulated)?)/.exec(nodes[0]?.image ?? '')?.[1] ?? ''

/** What `clusters` prints about each cluster, from the state of its containers. */
export const describeClusters = (clusters: readonly LocalCluster[], currentContext: string): ClusterOverview[] =>
  clusters.map(cluster => {
    const image = shortImage(cluster.nodes[0]?.image ?? '')
    return {
      name: cluster.name,
      provider: cluster.provider,
      context: cluster.context,
      current: cluster.context === currentContext,
      nodes: `${cluster.nodes.filter(node => node.running).length}/${cluster.nodes.length}`,
      version: versionOf(cluster),
      createdAt: cluster.nodes.map(node => node.createdAt).sort()[0] ?? '',
      image,
      managed: isOurs(cluster, readableRecord(cluster.name)),
    }
  })
