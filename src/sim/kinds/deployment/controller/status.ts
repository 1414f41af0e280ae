import type {Condition} from '../../../api/object.ts'
import {type Clock, since, timestamp} from '../../../clock.ts'
import {findCondition} from '../../../controllers/conditions.ts'
import type {ReplicaSet} from '../../replicaset/types.ts'
import type {Deployment, DeploymentStatus} from '../types.ts'
import {minimumAvailable, sizeOf} from './rolling-update.ts'

type Counts = Required<Pick<DeploymentStatus, 'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas'>>

const sum = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number | undefined): number =>
  sets.reduce((total, set) => total + (count(set) ?? 0), 0)

/** The reasons of the condition `Progressing`. */
export const PROGRESS = {
  created: 'NewReplicaSetCreated',
  found: 'FoundNewReplicaSet',
  updated: 'ReplicaSetUpdated',
  available: 'NewReplicaSetAvailable',
  late: 'ProgressDeadlineExceeded',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
} as const

/** One condition more or another one; `lastUpdateTime` moves although the status stays. */
export const setCondition = (
  conditions: readonly Condition[],
  wanted: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>,
  now: Date,
): Condition[] => {
  const before = findCondition(conditions, wanted.type)
  if (before?.status === wanted.status && before.reason === wanted.reason) return [...conditions]
  return replaceCondition(conditions, wanted, now)
}

const replaceCondition = (
  conditions: readonly Condition[],
  wanted: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>,
  now: Date,
): Condition[] => {
  const before = findCondition(conditions, wanted.type)
  const time = timestamp(now)
  const lastTransitionTime = before?.status === wanted.status ? (before.lastTransitionTime ?? time) : time
  const others = conditions.filter(({type}) => type !== wanted.type)
  return [...others, {...wanted, lastUpdateTime: time, lastTransitionTime}]
}

/** Counts the pods of all revisions and says whether enough of them are available. */
const countsOf = (sets: readonly ReplicaSet[], current: ReplicaSet | undefined): Counts => ({
  replicas: sum(sets, ({status}) => status?.replicas),
  updatedReplicas: current?.status?.replicas ?? 0,
  readyReplicas: sum(sets, ({status}) => status?.readyReplicas),
  availableReplicas: sum(sets, ({status}) => status?.availableReplicas),
})

/** Go leaves zeros out of the JSON. */
const withoutZeros = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))

/** The status without its condition Progressing. */
export const baseStatus = (
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  now: Date,
): DeploymentStatus => {
  const counts = countsOf(sets, current)
  const enough = counts.availableReplicas >= minimumAvailable(deployment)
  const condition = {
    type: 'Available',
    status: enough ? 'True' : 'False',
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
  } as const
  const {collisionCount} = deployment.status ?? {}
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...withoutZeros({
      ...counts,
      unavailableReplicas: Math.max(0, sum(sets, sizeOf) - counts.availableReplicas),
    }),
    ...(collisionCount !== undefined && {collisionCount}),
    conditions: setCondition(deployment.status?.conditions ?? [], condition, now),
  }
}

/** Whether nothing of an older revision is left and everything of the new one is available. */
export const isComplete = ({spec, metadata}: Deployment, status: DeploymentStatus): boolean => {
  const wanted = spec.replicas ?? 1
  const {updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0} = status
  const counts = [updatedReplicas, replicas, availableReplicas]
  return counts.every(count => count === wanted) && observedGeneration >= (metadata.generation ?? 1)
}

const hasMoved = (before: DeploymentStatus, after: DeploymentStatus): boolean => {
  const old = ({replicas = 0, updatedReplicas = 0}: DeploymentStatus): number => replicas - updatedReplicas
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

/** Milliseconds until a rollout without progress is late, which is 0 or less once it is; undefined where none is awaited. */
export const untilLate = ({spec, status}: Deployment, clock: Clock): number | undefined => {
  const progressing = findCondition(status?.conditions, 'Progressing')
  if (spec.progressDeadlineSeconds === undefined || !progressing) return undefined
  if (progressing.reason === PROGRESS.available || progressing.reason === PROGRESS.late) return undefined
  return spec.progressDeadlineSeconds * 1000 - since(clock, progressing.lastUpdateTime)
}

/** The status with the conditions `Progressing` and `ReplicaFailure`. */
export const rolloutStatus = (
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  clock: Clock,
): DeploymentStatus => {
  const now = clock.now()
  const status = baseStatus(deployment, sets, current, now)
  let conditions = (status.conditions ?? []).filter(({type}) => type !== 'ReplicaFailure')
  const before = findCondition(conditions, 'Progressing')
  const what = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  const say = (progress: 'True' | 'False', reason: string, message: string): void => {
    conditions = replaceCondition(conditions, {type: 'Progressing', status: progress, reason, message}, now)
  }
  const isDone = before?.reason === PROGRESS.available && (status.replicas ?? 0) === (status.updatedReplicas ?? 0)
  if (deployment.spec.progressDeadlineSeconds === undefined)
    conditions = conditions.filter(({type}) => type !== 'Progressing')
  else if (!isDone) {
    const late = untilLate(deployment, clock)
    if (isComplete(deployment, status)) say('True', PROGRESS.available, `${what} has successfully progressed.`)
    else if (hasMoved(deployment.status ?? {}, status)) say('True', PROGRESS.updated, `${what} is progressing.`)
    else if (late !== undefined && late <= 0) say('False', PROGRESS.late, `${what} has timed out progressing.`)
  }
  const failure = sets.flatMap(set => findCondition(set.status?.conditions, 'ReplicaFailure') ?? [])[0]
  if (failure) conditions = replaceCondition(conditions, failure, now)
  return {...status, conditions}
}
