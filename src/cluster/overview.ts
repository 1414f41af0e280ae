import {shortImage} from './node-image.ts'
import type {LocalCluster} from './provider.ts'
import {isOurs, readableRecord} from './state.ts'

/** A local cluster at a glance. */
export interface ClusterOverview {
  name: string
  provider: string
  context: string
  current: boolean
  /** Nodes that are Ready of all that there should be, and how many run where that differs: `2/3 Ready, 3 run`. */
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

/** How many nodes of a cluster are Ready, by the names of those that are; by what runs where no API server answers. */
const countNodes = ({nodes}: LocalCluster, ready: ReadonlySet<string> | undefined): string => {
  const expected = nodes.filter(({role}) => role !== 'external-load-balancer')
  const running = expected.filter(node => node.running)
  if (!ready) return `${running.length}/${expected.length} running`
  const count = expected.filter(({name}) => ready.has(name)).length
  return `${count}/${expected.length} Ready${count === running.length ? '' : `, ${running.length} running`}`
}

/**
 * What `clusters` prints about each cluster.
 * @param ready the names of the nodes that the API server of a context has as Ready; none where it does not answer
 */
export const describeClusters = (
  clusters: readonly LocalCluster[],
  currentContext: string,
  ready: ReadonlyMap<string, ReadonlySet<string>>,
): ClusterOverview[] =>
  clusters.map(cluster => {
    const image = shortImage(cluster.nodes[0]?.image ?? '')
    return {
      name: cluster.name,
      provider: cluster.provider,
      context: cluster.context,
      current: cluster.context === currentContext,
      nodes: countNodes(cluster, ready.get(cluster.context)),
      version: versionOf(cluster),
      createdAt: cluster.nodes.map(node => node.createdAt).sort()[0] ?? '',
      image,
      managed: isOurs(cluster, readableRecord(cluster.name)),
    }
  })
