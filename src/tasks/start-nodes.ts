import type {ClusterNode, ClusterProvider, LocalCluster} from '../cluster/provider.ts'
import {isOurs, readRecord, writeRecord} from '../cluster/state.ts'
import {KubiaError} from '../errors/kubia-error.ts'

const isStopped = ({running}: ClusterNode): boolean => !running

/** The nodes that do not run, in the order in which they are to be started. */
export const stoppedNodes = ({nodes}: LocalCluster, addresses: Readonly<Record<string, string>>): string[] => {
  const known = (node: ClusterNode): string => addresses[node.name] ?? ''
  return nodes
    .filter(isStopped)
    .sort((a, b) =>
      known(a) === '' || known(b) === ''
        ? Number(known(a) === '') - Number(known(b) === '')
        : known(a).localeCompare(known(b), 'en', {numeric: true}),
    )
    .map(({name}) => name)
}

const addressesOf = ({nodes}: LocalCluster): Record<string, string> =>
  Object.fromEntries(nodes.flatMap(({name, address}) => (address ? [[name, address]] : [])))

/** Keeps the addresses that the nodes of a cluster of ours have now: a later start restores them by its order. */
export const recordAddresses = (cluster: LocalCluster): void => {
  const record = readRecord(cluster.name)
  const addresses = addressesOf(cluster)
  if (!record || !isOurs(cluster, record) || JSON.stringify(record.addresses) === JSON.stringify(addresses)) return
  writeRecord({...record, addresses})
}

/** Nodes that were started again, and what is different since. */
export interface StartedNodes {
  cluster: LocalCluster
  started: string[]
  /** `kubia-worker 172.18.0.3 → 172.18.0.2` for each node with another address than before. */
  moved: string[]
}

/**
 * Starts the stopped nodes of a cluster, in the order of their last addresses: an engine gives the lowest free address
 * to whichever container starts first, and Kubernetes keeps the old ones in its files (kind#1689).
 */
export const startNodes = async (provider: ClusterProvider, cluster: LocalCluster): Promise<StartedNodes> => {
  const addresses = readRecord(cluster.name)?.addresses ?? {}
  const started = stoppedNodes(cluster, addresses)
  await provider.start(cluster.name, started)
  const now = (await provider.inspect(cluster.name)) ?? cluster
  const moved = now.nodes.flatMap(({name, address}) => {
    const before = addresses[name]
    return before && address && before !== address ? [`${name} ${before} → ${address}`] : []
  })
  return {cluster: now, started, moved}
}

/** Why the API server of restarted nodes stays away. */
export const nodesMoved = (name: string, moved: readonly string[]): KubiaError =>
  new KubiaError('NODES_NOT_READY', `the API server stays away: nodes have new addresses (kind#1689)`, {
    evidence: [...moved],
    fix: [`kubectl kubia up ${name} --recreate     # deletes the cluster, with its data, and creates it anew`],
    left: 'the nodes run and were kept',
    keep: true,
  })
