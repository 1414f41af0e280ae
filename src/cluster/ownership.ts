import {type Advice, kubiaAdvice} from '../errors/advice.ts'
import {isNameOnly} from './local-cluster.ts'
import type {LocalCluster} from './provider.ts'
import {providerArgs} from './providers/index.ts'
import {type ClusterRecord, readableRecord, recordFile} from './state.ts'

/** A time as kubia writes it: RFC 3339 in UTC (`scripts/lib/records.sh` reads the same form). */
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/

/** A recorded time in ms since 1970; undefined for anything that is no such time, such as the 30th of February. */
const readTime = (text: string): number | undefined => {
  const ms = UTC_TIME.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 19) === text.slice(0, 19) ? ms : undefined
}

/** When the run of a record began, in ms since 1970; undefined where it does not say, or says a time to come. */
const beganAt = ({startedAt}: ClusterRecord): number | undefined => {
  const began = readTime(startedAt)
  return began !== undefined && began <= Date.now() ? began : undefined
}

/** Whether a record can prove anything: it has an id, or it says when the run that was cut off began. */
export const canProve = (record: ClusterRecord | undefined): boolean =>
  record !== undefined && (record.controlPlaneId !== '' || beganAt(record) !== undefined)

/** Whether all nodes were made since the run of a record began. */
const areMadeSince = ({nodes}: LocalCluster, record: ClusterRecord): boolean => {
  const began = beganAt(record)
  if (began === undefined || nodes.length === 0) return false
  // Kubernetes' times, which a simulated node has, are of whole seconds.
  return nodes.every(({createdAt}) => Date.parse(createdAt) >= Math.floor(began / 1000) * 1000)
}

/**
 * Whether kubia made this cluster. Two things prove it: the recorded control plane is the live one (of a cluster
 * that is being deleted, any recorded node is live), or, where the record has no id because the run was killed while
 * kind worked, all containers are younger than that run. Of a simulated cluster whose state is gone, which has no ids
 * any more, the record of its name is enough: only kubia makes those.
 */
export const isOurs = (cluster: LocalCluster, record: ClusterRecord | undefined): boolean => {
  if (!record) return false
  const {controlPlaneId, deleting, nodeIds = []} = record
  if (controlPlaneId === '') return areMadeSince(cluster, record)
  if (isNameOnly(cluster)) return cluster.provider === record.provider
  const known = (deleting ? [controlPlaneId, ...nodeIds] : [controlPlaneId]).filter(id => id !== '')
  return cluster.nodes.some(node => known.includes(node.id))
}

/**
 * What there is to say of a cluster whose record does not prove that kubia made it, and what to do about it.
 * @param record undefined where it is damaged
 */
export const describeUnproved = (
  {name, provider}: LocalCluster,
  record: ClusterRecord | undefined,
): {what: string; fix: Advice[]} => {
  const remove = kubiaAdvice(['down', name, ...providerArgs(provider), '--yes'], 'deletes the cluster, with its data')
  const unknown = canProve(record)
    ? "a record of kubia's, but no such cluster of its making"
    : "kubia's record of it does not say when it was begun"
  return {
    what: `cluster ${name}: ${record ? unknown : "kubia's record of it cannot be read"}`,
    fix: [{command: ['rm', '-r', recordFile(name)], comment: 'forgets the record'}, remove],
  }
}

/** Whether a record is of a run that was killed in the middle: while it created the cluster, or while it deleted it. */
export const isUnfinished = (record: ClusterRecord | undefined): record is ClusterRecord =>
  record !== undefined && !record.retained && (record.controlPlaneId === '' || record.deleting === true)

/** The words that name the config that a cluster of kubia's was made with: without them another one would be made. */
export const configArgs = (cluster: LocalCluster): string[] => {
  const record = readableRecord(cluster.name)
  return isOurs(cluster, record) && record?.configFile !== undefined ? ['--config', record.configFile] : []
}
