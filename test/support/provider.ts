import type {ClusterNode, ClusterProvider, LocalCluster} from '../../src/cluster/provider.ts'
import {kindScript} from '../../src/cluster/providers/kind/script.ts'

/** A node that runs. */
export const nodeOf = (name: string, more: Partial<ClusterNode> = {}): ClusterNode => ({
  name,
  role: name.includes('worker') ? 'worker' : 'control-plane',
  id: `id-${name}`,
  image: 'kindest/node:v1.36.4',
  running: true,
  createdAt: '2026-01-01T00:00:00Z',
  ports: [],
  ...more,
})

/** A cluster of kind's, with its nodes by name. */
export const clusterOf = (
  name: string,
  nodes: readonly ClusterNode[] = [nodeOf(`${name}-control-plane`)],
): LocalCluster => ({
  name,
  provider: 'kind',
  context: `kind-${name}`,
  nodes: [...nodes],
})

/**
 * A provider whose clusters are a list, and that keeps what is done to them: `delete shop`.
 * @param more what it does otherwise
 */
export const recordedProvider = (
  there: readonly LocalCluster[] = [],
  more: Partial<ClusterProvider> = {},
): {provider: ClusterProvider; clusters: LocalCluster[]; changes: string[]} => {
  const clusters = [...there]
  const changes: string[] = []
  const at = (name: string): number => clusters.findIndex(cluster => cluster.name === name)
  const provider: ClusterProvider = {
    name: 'kind',
    versions: 'kind v0.33.0 · docker 20.10.24',
    nodeWord: 'container',
    script: kindScript('docker'),
    list: async () => clusters,
    inspect: async name => clusters[at(name)],
    create: async ({name}, _prepared, onProgress, onNodes) => {
      changes.push(`create ${name}`)
      onProgress('preparing nodes')
      onNodes()
      clusters.push(clusterOf(name))
    },
    delete: async name => {
      changes.push(`delete ${name}`)
      const [gone] = at(name) < 0 ? [] : clusters.splice(at(name), 1)
      return gone?.nodes.map(node => node.name) ?? []
    },
    removeByHand: name => ({command: ['docker', 'rm', '-f', name]}),
    exportLogs: async () => {},
    stop: async ({name}, nodes) => {
      changes.push(`stop ${nodes.join(' ')}`)
      const cluster = clusters[at(name)]
      const switched = cluster?.nodes.map(({paused, ...node}) =>
        nodes.includes(node.name) ? {...node, running: false} : {...node, ...(paused && {paused})},
      )
      if (cluster && switched) clusters[at(name)] = {...cluster, nodes: switched}
    },
    start: async ({name}, nodes) => {
      changes.push(`start ${nodes.join(' ')}`)
      const cluster = clusters[at(name)]
      if (cluster)
        clusters[at(name)] = {
          ...cluster,
          nodes: cluster.nodes.map(({paused: _, ...node}) => ({...node, running: true})),
        }
    },
    restartKubelets: async (_, nodes) => void changes.push(`restart the kubelet of ${nodes.join(' ')}`),
    markControlPlanes: async (_, nodes) => void changes.push(`mark ${nodes.join(' ')}`),
    exportKubeconfig: async name => void changes.push(`write the context of ${name}`),
    exposedPorts: async () => [],
    findImages: async () => [],
    ...more,
  }
  return {provider, clusters, changes}
}
