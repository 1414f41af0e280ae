import {type Clock, since} from '../clock.ts'
import type {Pod} from '../kinds/pod/types.ts'
import {findCondition, isTrue} from './conditions.ts'

/** A pod that still counts as a replica: it has not ended and nobody ends it. */
export const isActive = ({status, metadata}: Pod): boolean =>
  status.phase !== 'Succeeded' && status.phase !== 'Failed' && metadata.deletionTimestamp === undefined

export const isFinished = ({status}: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'

export const isReady = ({status}: Pod): boolean => isTrue(status.conditions, 'Ready')

/** Since when a pod is ready, in milliseconds since the epoch; undefined while it is not. */
export const readySince = ({status}: Pod): number | undefined => {
  const ready = findCondition(status.conditions, 'Ready')
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') : undefined
}

/** Milliseconds until a ready pod counts as available, which is 0 once it does; undefined while it is not ready. */
export const untilAvailable = (pod: Pod, minReadySeconds: number, clock: Clock): number | undefined => {
  const ready = findCondition(pod.status.conditions, 'Ready')
  return ready?.status === 'True'
    ? Math.max(0, minReadySeconds * 1000 - since(clock, ready.lastTransitionTime))
    : undefined
}
