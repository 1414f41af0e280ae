import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import {findConfigDrift} from '../../cluster/config-drift.ts'
import {haltedNodes} from '../../cluster/halted-nodes.ts'
import type {HostPort} from '../../cluster/host-port.ts'
import {isNameOnly} from '../../cluster/local-cluster.ts'
import {configArgs, isOurs, isUnfinished} from '../../cluster/ownership.ts'
import type {LocalCluster} from '../../cluster/provider.ts'
import {upAdvice} from '../../cluster/providers/index.ts'
import {makingOf} from '../../cluster/providers/making.ts'
import {findDrift} from '../../cluster/shape.ts'
import {type ClusterRecord, readRecord} from '../../cluster/state.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {counted, isOrAre} from '../../text/counted.ts'

/** What `up` is asked for, as far as an existing cluster is concerned. */
export interface WantedCluster {
  spec: ClusterSpec
  /** True: a cluster of ours that is not what was asked for may be deleted and created again. */
  recreate: boolean
  /** True: an app is to be sent to it. */
  hasApp?: boolean
}

/**
 * What is to become of what exists: it is used as it is (its stopped nodes are started), or it is removed and created
 * again, either as the leftover of an interrupted run or because that was asked for. Undefined where nothing exists.
 */
export type Decision = {use: LocalCluster} | {remove: 'leftover' | 'recreate'; why: string} | undefined

/** Nodes of the record that are not there any more, or none where kubia did not make the cluster. */
const missing = (cluster: LocalCluster, record: ClusterRecord | undefined): string[] =>
  isOurs(cluster, record) ? (record?.nodes ?? []).filter(name => !cluster.nodes.some(node => node.name === name)) : []

/** Why a cluster cannot be used as it is. */
interface Fault {
  error: KubiaError
  /** The same in one line. */
  summary: string
}

/** What makes the difference go away on the command line, by where it was stated. */
const describeUndoing = ({flags, config}: ClusterSpec): string => {
  const hasFlags = Object.values(flags).some(value => value !== undefined)
  if (!config) return 'leave the flag out'
  return `${hasFlags ? 'leave the flag out, or ' : ''}give the config that it was made with`
}

const findFault = (cluster: LocalCluster, record: ClusterRecord | undefined, spec: ClusterSpec): Fault | undefined => {
  const {name, nodes} = cluster
  const left = 'the cluster is as it was'
  // What is not ours is never created again by a flag: it takes a `down` that means it.
  const again = isOurs(cluster, record)
    ? upAdvice(cluster.provider, name, {
        flags: [...configArgs(cluster), '--recreate'],
        comment: 'deletes it, with its data, and creates it again',
      })
    : kubiaAdvice(['down', name, '--yes'], 'deletes it, with its data')
  const gone = missing(cluster, record)
  const kept = record?.retained === true && isOurs(cluster, record)
  if (kept || gone.length > 0 || isNameOnly(cluster) || !nodes.some(node => node.role === 'control-plane')) {
    const found = `${counted(nodes.length, 'node')}, never finished`
    const what =
      gone.length > 0 ? `${gone.join(', ')} ${isOrAre(gone.length)} missing` : `${found}${kept ? ' (--retain)' : ''}`
    const summary = `cluster ${name} is not whole: ${what}`
    return {summary, error: new KubiaError('CLUSTER_INCOMPLETE', summary, {fix: [again], left})}
  }
  const made = isOurs(cluster, record) ? record?.config : undefined
  const drift = [
    ...findDrift(cluster, spec.stated),
    ...(made ? findConfigDrift(made, makingOf(spec.provider).fields(spec)) : []),
  ]
  if (drift.length === 0) return undefined
  const what = `cluster ${name} exists and is not what was asked for:`
  return {
    summary: `${what} ${drift.join(', ')}`,
    error: new KubiaError('CLUSTER_DIFFERS', [what, ...drift.map(line => `  ${line}`)].join('\n'), {
      fix: [again, `or ${describeUndoing(spec)}, or choose another name`],
      left,
    }),
  }
}

/**
 * What is to become of what exists of a cluster, by its containers and by kubia's record of it.
 * @throws KubiaError CLUSTER_INCOMPLETE or CLUSTER_DIFFERS where it is not what was asked for; NOT_OURS where it would
 * have to be created again and is somebody else's
 */
export const decideOn = (cluster: LocalCluster | undefined, {spec, recreate}: WantedCluster): Decision => {
  const record = readRecord(spec.name)
  const ours = !cluster || isOurs(cluster, record)
  if (ours && isUnfinished(record)) {
    const count = cluster?.nodes.length ?? 0
    return {remove: 'leftover', why: `${counted(count, 'node')} of an interrupted run, to be removed`}
  }
  if (!cluster) return undefined
  if (cluster.fault && !(ours && recreate)) throw cluster.fault
  if (cluster.fault) return {remove: 'recreate', why: `${cluster.fault.message}; to be created again`}
  if (ours && isNameOnly(cluster) && !record?.retained)
    return {remove: 'leftover', why: 'its state is gone; what is left of it is to be removed'}
  const fault = findFault(cluster, record, spec)
  if (!fault) return {use: cluster}
  if (!recreate) throw fault.error
  if (ours) return {remove: 'recreate', why: `${fault.summary}; to be created again`}
  throw new KubiaError('NOT_OURS', `cluster ${cluster.name} was not made by kubia, so it is not created again`, {
    fix: [kubiaAdvice(['down', cluster.name, '--yes'], 'deletes it, with its data, if you mean it')],
    next: upAdvice(cluster.provider, cluster.name),
    left: 'the cluster is as it was',
  })
}

/** The ports that must be free for a new cluster: those that it asks for, but for what the one that goes holds itself. */
export const portsToFind = (cluster: LocalCluster | undefined, {ports}: ClusterSpec): HostPort[] => {
  const {nodes = [], apiPorts = []} = cluster ?? {}
  const held = [...nodes.flatMap(node => node.ports), ...apiPorts.map(hostPort => ({hostPort, protocol: 'TCP'}))]
  return ports.filter(
    port => !held.some(({hostPort, protocol}) => hostPort === port.hostPort && protocol === port.protocol),
  )
}

/** The check's line on what exists. */
export const describeDecision = (decision: Decision): string => {
  if (!decision) return 'none of this name'
  if ('remove' in decision) return decision.why
  const {nodes} = decision.use
  const running = nodes.filter(node => node.running).length
  const {paused} = haltedNodes(nodes)
  const others = paused.length === 0 ? '' : `, ${paused.length} paused`
  return running === nodes.length ? `${running} running` : `${running} of ${nodes.length} running${others}`
}
