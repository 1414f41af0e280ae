import type {KubeConfigView} from '../api-server/kubeconfig.ts'
import {leadsTo} from '../cluster/contexts.ts'
import {haltedNodes} from '../cluster/halted-nodes.ts'
import {shortImage, versionOf} from '../cluster/node-image.ts'
import {isOurs} from '../cluster/ownership.ts'
import {kubernetesNodes, type LocalCluster} from '../cluster/provider.ts'
import {readableRecord} from '../cluster/state.ts'
import type {ClusterRow} from '../printers/clusters.ts'

/** How many nodes of a cluster are Ready, by the names of those that are; by what runs where no API server answers. */
const countNodes = (cluster: LocalCluster, ready: ReadonlySet<string> | undefined): string => {
  const expected = kubernetesNodes(cluster)
  const running = expected.filter(node => node.running)
  const {paused} = haltedNodes(expected)
  const others = paused.length === 0 ? '' : `, ${paused.length} paused`
  if (!ready) return `${running.length}/${expected.length} running${others}`
  const count = expected.filter(({name}) => ready.has(name)).length
  return `${count}/${expected.length} Ready${count === running.length ? '' : `, ${running.length} running`}${others}`
}

/**
 * What `clusters` prints about each cluster.
 * @param view the kubeconfig
 * @param ready the names of the nodes that the API server of a context has as Ready; none where it does not answer
 */
export const describeClusters = (
  clusters: readonly LocalCluster[],
  view: KubeConfigView,
  ready: ReadonlyMap<string, ReadonlySet<string>>,
): ClusterRow[] => {
  const {current: name, contexts} = view
  const current = contexts.find(entry => entry.name === name) ?? {name, cluster: '', server: ''}
  return clusters.map(cluster => {
    const image = shortImage(cluster.nodes[0]?.image ?? '')
    return {
      name: cluster.name,
      provider: cluster.provider,
      context: cluster.context,
      current: leadsTo(cluster, current),
      nodes: countNodes(cluster, ready.get(cluster.context)),
      version: versionOf(cluster),
      createdAt: cluster.nodes.map(node => node.createdAt).sort()[0] ?? '',
      image,
      managed: isOurs(cluster, readableRecord(cluster.name)),
    }
  })
}
