import type {ClusterNode, ClusterProvider, LocalCluster} from '../../cluster/provider.ts'
import {isOurs, readRecord} from '../../cluster/state.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {Run} from '../../process/run.ts'
import {tryToRecord} from '../down/remove-cluster.ts'

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
export const recordAddresses = (run: Run, cluster: LocalCluster): void => {
  const record = readRecord(cluster.name)
  const addresses = addressesOf(cluster)
  if (!record || !isOurs(cluster, record) || JSON.stringify(record.addresses) === JSON.stringify(addresses)) return
  tryToRecord(run, {...record, addresses})
}

/**
 * The nodes of a cluster of ours that have another address than when they were last Ready:
 * `kubia-worker 172.18.0.3 → 172.18.0.2` for each. Kubernetes keeps the old ones in its files (kind#1689).
 */
export const movedNodes = (cluster: LocalCluster): string[] => {
  const record = readRecord(cluster.name)
  if (!isOurs(cluster, record)) return []
  return cluster.nodes.flatMap(({name, address}) => {
    const before = record?.addresses?.[name]
    return before && address && before !== address ? [`${name} ${before} → ${address}`] : []
  })
}

/**
 * Starts the stopped nodes of a cluster, in the order of their last addresses: an engine gives the lowest free address
 * to whichever container starts first.
 * @returns the cluster as it is then, and the names of the nodes in the order in which they were started
 */
export const startNodes = async (
  provider: ClusterProvider,
  cluster: LocalCluster,
): Promise<{cluster: LocalCluster; started: string[]}> => {
  const addresses = readRecord(cluster.name)?.addresses ?? {}
  const started = stoppedNodes(cluster, addresses)
  await provider.start(cluster.name, started)
  return {cluster: (await provider.inspect(cluster.name)) ?? cluster, started}
}

/** Why the API server of restarted nodes stays away. */
export const nodesMoved = (name: string, moved: readonly string[]): KubiaError =>
  new KubiaError('NODES_NOT_READY', `the API server stays away: nodes have new addresses (kind#1689)`, {
    evidence: [...moved],
    fix: [
      kubiaAdvice(
        ['up', name, '--recreate'],
        'and the flags it was made with: deletes it, with its data, and creates it anew',
      ),
    ],
    left: 'the nodes run and were kept',
    keep: true,
  })
