import {claim, ownerKey} from '../../../controllers/claim.ts'
import {type ControlPlane, changeStatus, find, remove} from '../../../controllers/control-plane.ts'
import {controllerOf, partsOf, pathOf} from '../../../controllers/draft.ts'
import {IndexOf} from '../../../controllers/index-of.ts'
import type {Controller} from '../../../controllers/loop.ts'
import {isFinished} from '../../../controllers/pod-state.ts'
import {matchesSelector} from '../../../controllers/selector.ts'
import type {Change} from '../../../store/store.ts'
import {podResource} from '../../pod/resource.ts'
import {replicaSetResource} from '../../replicaset/resource.ts'
import type {ReplicaSet} from '../../replicaset/types.ts'
import {deploymentResource} from '../resource.ts'
import type {Deployment, DeploymentStatus} from '../types.ts'
import {findNew, syncNew} from './new-replica-set.ts'
import {proportionalSizes} from './proportional.ts'
import {resize} from './resize.ts'
import {beyondHistory, DESIRED_REPLICAS} from './revisions.ts'
import {nextSizeOfNew, nextSizesOfOld, sizeOf} from './rolling-update.ts'
import {baseStatus, isComplete, PROGRESS, rolloutStatus, setCondition, untilLate} from './status.ts'

/**
 * A Deployment keeps one ReplicaSet for each revision of its template. The loop compares the template with those of the
 * ReplicaSets: it makes one for a new template, then moves pods over by changing sizes step by step, each step within
 * `maxSurge` and `maxUnavailable` (or, with `Recreate`, all down and then all up).
 */
export const deploymentController = (plane: ControlPlane): Controller => {
  const replicaSets = new IndexOf<ReplicaSet>(plane.store, replicaSetResource, set => [ownerKey(set)])
  return {
    name: 'deployment-controller',
    affected: change => affected(plane, change),
    reconcile: key => {
      const deployment = find<Deployment>(plane, deploymentResource, ...partsOf(key))
      if (!deployment) return undefined
      const sets = claim(plane, deployment, replicaSetResource, replicaSets, labels =>
        matchesSelector(deployment.spec.selector, labels),
      )
      return reconcile(plane, deployment, sets)
    },
    stop: () => replicaSets.stop(),
  }
}

function* affected({store}: ControlPlane, {type, resource, object}: Change): Iterable<string> {
  if (resource === deploymentResource) yield pathOf(object)
  if (resource === replicaSetResource) {
    const owner = controllerOf(object)
    if (owner?.kind === 'Deployment') yield `${object.metadata.namespace}/${owner.name}`
    if (!owner)
      for (const deployment of store.list(deploymentResource, object.metadata.namespace) as Deployment[])
        if (matchesSelector(deployment.spec.selector, object.metadata.labels)) yield pathOf(deployment)
  }
  // The last pod of the old revision is what `Recreate` waits for.
  if (resource === podResource && type === 'DELETED') {
    const owner = controllerOf(object)
    const set = owner && store.get(replicaSetResource, object.metadata.namespace ?? '', owner.name)
    const deployment = set && controllerOf(set)
    if (deployment) yield `${object.metadata.namespace}/${deployment.name}`
  }
}

const reconcile = (plane: ControlPlane, deployment: Deployment, sets: readonly ReplicaSet[]): number | undefined => {
  const now = plane.clock.now()
  const write = (status: DeploymentStatus): number | undefined => {
    changeStatus<Deployment>(plane, deploymentResource, deployment, current => ({...current, status}))
    const late = untilLate({...deployment, status}, plane.clock)
    // A late rollout is noticed a second after its time, because times are written in whole seconds.
    return late === undefined ? undefined : Math.max(late, 0) + 1000
  }
  const current = findNew(deployment, sets)
  const old = sets.filter(set => set !== current)
  if (deployment.metadata.deletionTimestamp !== undefined) {
    return write(baseStatus(deployment, sets, current, now))
  }
  const announced = announcePause(deployment, now)
  if (announced) return write(announced)
  if (deployment.spec.paused || wasScaled(deployment, sets)) {
    scale(plane, deployment, current, old)
    if (deployment.spec.paused) cleanUp(plane, deployment, old)
    return write(baseStatus(deployment, sets, current, now))
  }
  const step = deployment.spec.strategy?.type === 'Recreate' ? recreate : rollingUpdate
  const [after, newest] = step(plane, deployment, current, old)
  const status = rolloutStatus(after, newest ? [...old, newest] : old, newest, plane.clock)
  if (isComplete(after, status)) cleanUp(plane, after, old)
  return write(status)
}

type RolloutStep = (
  plane: ControlPlane,
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
) => [deployment: Deployment, newest: ReplicaSet | undefined]

/** One step up or one step down at a look; the change itself brings the next look. */
const rollingUpdate: RolloutStep = (plane, given, found, old) => {
  const [deployment, newest] = syncNew(plane, given, found, old)
  const size =
    sizeOf(newest) > (deployment.spec.replicas ?? 1)
      ? (deployment.spec.replicas ?? 1)
      : nextSizeOfNew(deployment, newest, old)
  if (size !== sizeOf(newest)) resize(plane, deployment, newest, size)
  else for (const [set, next] of nextSizesOfOld(deployment, newest, old)) resize(plane, deployment, set, next)
  return [deployment, newest]
}

/** Nothing of the new revision before the last pod of the old ones is gone. */
const recreate: RolloutStep = (plane, given, found, old) => {
  const running = old.filter(set => sizeOf(set) > 0)
  for (const set of running) resize(plane, given, set, 0)
  const left = old.some(({metadata}) => plane.podsByOwner.get(metadata.uid).some(pod => !isFinished(pod)))
  if (running.length > 0 || left) return [given, found]
  const [deployment, newest] = syncNew(plane, given, found, old)
  const wanted = deployment.spec.replicas ?? 1
  if (sizeOf(newest) !== wanted) resize(plane, deployment, newest, wanted)
  return [deployment, newest]
}

/** Whether `spec.replicas` changed since the replica sets were given their sizes. */
const wasScaled = ({spec}: Deployment, sets: readonly ReplicaSet[]): boolean =>
  sets.some(set => {
    const desired = set.metadata.annotations?.[DESIRED_REPLICAS]
    return sizeOf(set) > 0 && desired !== undefined && Number(desired) !== (spec.replicas ?? 1)
  })

const scale = (
  plane: ControlPlane,
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): void => {
  const wanted = deployment.spec.replicas ?? 1
  const active = [...old, ...(current ? [current] : [])].filter(set => sizeOf(set) > 0)
  const only = active.length === 1 ? active[0] : active.length === 0 ? (current ?? old.at(-1)) : undefined
  if (only) return resize(plane, deployment, only, wanted)
  if (deployment.spec.strategy?.type === 'Recreate') return
  for (const [set, size] of proportionalSizes(deployment, active)) resize(plane, deployment, set, size)
}

const cleanUp = (plane: ControlPlane, deployment: Deployment, old: readonly ReplicaSet[]): void => {
  for (const set of beyondHistory(deployment, old)) remove(plane, replicaSetResource, set)
}

/** The status that says that a rollout is paused, or resumed; undefined if it says so already. A paused one cannot be late. */
const announcePause = ({spec, status}: Deployment, now: Date): DeploymentStatus | undefined => {
  if (spec.progressDeadlineSeconds === undefined) return undefined
  const conditions = status?.conditions ?? []
  const reason = conditions.find(({type}) => type === 'Progressing')?.reason
  if (reason === PROGRESS.late) return undefined
  const isPaused = spec.paused === true
  if (isPaused === (reason === PROGRESS.paused)) return undefined
  const state = isPaused ? 'paused' : 'resumed'
  const condition = {
    type: 'Progressing',
    status: 'Unknown',
    reason: isPaused ? PROGRESS.paused : PROGRESS.resumed,
    message: `Deployment is ${state}`,
  } as const
  return {...status, conditions: setCondition(conditions, condition, now)}
}
