import type {Clock} from '../../../clock.ts'
import {isReady, untilAvailable} from '../../../controllers/pod-state.ts'
import type {Pod} from '../../pod/types.ts'
import type {StatefulSet, StatefulSetStatus} from '../types.ts'
import {REVISION_NAME} from './pod.ts'

/** The names of the two revisions between which a set moves; one name where it does not. */
export interface RevisionNames {
  current: string
  update: string
}

const isDone = ({spec}: StatefulSet, {replicas, readyReplicas, updatedReplicas}: StatefulSetStatus): boolean => {
  const wanted = spec.replicas ?? 1
  return (
    spec.updateStrategy?.type === 'RollingUpdate' &&
    [replicas, readyReplicas ?? 0, updatedReplicas ?? 0].every(count => count === wanted)
  )
}

/** @returns the status, and milliseconds until a pod has been ready for long enough */
export const statusOf = (
  set: StatefulSet,
  pods: readonly Pod[],
  {current, update}: RevisionNames,
  collisions: number,
  clock: Clock,
): [StatefulSetStatus, number | undefined] => {
  const waits = pods.flatMap(pod => untilAvailable(pod, set.spec.minReadySeconds ?? 0, clock) ?? [])
  const next = Math.min(...waits.filter(wait => wait > 0))
  const staying = pods.filter(({metadata}) => metadata.deletionTimestamp === undefined)
  const of = (revision: string): number =>
    staying.filter(({metadata}) => metadata.labels?.[REVISION_NAME] === revision).length
  const counts = {
    readyReplicas: pods.filter(isReady).length,
    currentReplicas: of(current),
    updatedReplicas: of(update),
  }
  const status: StatefulSetStatus = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    availableReplicas: waits.filter(wait => wait === 0).length,
    currentRevision: current,
    updateRevision: update,
    collisionCount: collisions,
    ...(set.status?.conditions && {conditions: set.status.conditions}),
  }
  const again = Number.isFinite(next) ? next : undefined
  if (!isDone(set, status)) return [status, again]
  const {updatedReplicas} = status
  return [{...status, currentRevision: update, ...(updatedReplicas && {currentReplicas: updatedReplicas})}, again]
}
