import {findDrift} from '../cluster/drift.ts'
import type {Engine} from '../cluster/engine.ts'
import type {LocalCluster} from '../cluster/provider.ts'
import {type ClusterRecord, isOurs, readRecord} from '../cluster/state.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {ClusterSpec} from '../project/cluster-spec.ts'

const stopped = (cluster: LocalCluster): string[] => cluster.nodes.filter(node => !node.running).map(node => node.name)

/** Nodes of the record that are not there any more, or none where kubia did not make the cluster. */
const missing = (cluster: LocalCluster, record: ClusterRecord | undefined): string[] =>
  isOurs(cluster, record) ? (record?.nodes ?? []).filter(name => !cluster.nodes.some(node => node.name === name)) : []

/**
 * Whether an existing cluster can be taken as it is.
 * @returns what was found, for the check's line. @throws KubiaError CLUSTER_INCOMPLETE or CLUSTER_DIFFERS
 */
export const checkExisting = (cluster: LocalCluster, spec: ClusterSpec, engine: Engine): string => {
  const record = readRecord(cluster.name)
  const leave = `kubectl kubia down ${cluster.name}`
  const next = `kubectl kubia up ${cluster.name}`
  const unfinished = isOurs(cluster, record) && record?.controlPlaneId === ''
  const gone = missing(cluster, record)
  if (unfinished || gone.length > 0 || !cluster.nodes.some(node => node.role === 'control-plane')) {
    const what =
      gone.length > 0
        ? `${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} missing`
        : `${cluster.nodes.length} node${cluster.nodes.length === 1 ? '' : 's'}, never finished`
    throw new KubiaError(
      'CLUSTER_INCOMPLETE',
      `cluster ${cluster.name} is the leftover of an interrupted run: ${what}`,
      {
        fix: [`${leave}     # removes it, with its data`],
        next,
        left: 'the cluster is as it was',
      },
    )
  }
  const still = stopped(cluster)
  if (still.length > 0) {
    throw new KubiaError(
      'CLUSTER_INCOMPLETE',
      `cluster ${cluster.name} does not run: ${still.join(', ')} ${still.length === 1 ? 'is' : 'are'} stopped`,
      {
        fix: [`${engine.program} start ${still.join(' ')}`, `${leave}     # or: removes it, with its data`],
        next,
        left: 'the cluster is as it was',
      },
    )
  }
  const drift = findDrift(cluster, spec.stated)
  if (drift.length > 0) {
    throw new KubiaError(
      'CLUSTER_DIFFERS',
      `cluster ${cluster.name} exists and is not what was asked for:\n${drift.map(line => `  ${line}`).join('\n')}`,
      {
        fix: [`${leave}     # deletes it, with its data; or leave the flag out, or choose another name`],
        left: 'the cluster is as it was',
      },
    )
  }
  return `${cluster.nodes.length} running`
}
