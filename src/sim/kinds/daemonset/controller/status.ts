import type {Clock} from '../../../clock.ts'
import {isReady, untilAvailable} from '../../../controllers/pod-state.ts'
import type {Pod} from '../../pod/types.ts'
import type {DaemonSet, DaemonSetStatus} from '../types.ts'
import type {Place} from './places.ts'

/** @returns the status, and milliseconds until a pod has been ready for long enough */
export const statusOf = (
  {metadata, spec, status}: DaemonSet,
  places: readonly Place[],
  isUpdated: (pod: Pod) => boolean,
  collisions: number,
  clock: Clock,
): [DaemonSetStatus, number | undefined] => {
  const wanted = places.filter(({isWanted}) => isWanted)
  const oldest = wanted.flatMap(({pods}) => pods.slice(0, 1))
  const waits = oldest.flatMap(pod => untilAvailable(pod, spec.minReadySeconds ?? 0, clock) ?? [])
  const next = Math.min(...waits.filter(wait => wait > 0))
  const numberAvailable = waits.filter(wait => wait === 0).length
  const counts = {
    updatedNumberScheduled: oldest.filter(isUpdated).length,
    numberAvailable,
    numberUnavailable: wanted.length - numberAvailable,
    collisionCount: collisions,
  }
  return [
    {
      currentNumberScheduled: oldest.length,
      numberMisscheduled: places.filter(({isWanted, pods}) => !isWanted && pods.length > 0).length,
      desiredNumberScheduled: wanted.length,
      numberReady: oldest.filter(isReady).length,
      observedGeneration: metadata.generation ?? 1,
      ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
      ...(status?.conditions && {conditions: status.conditions}),
    },
    Number.isFinite(next) ? next : undefined,
  ]
}
