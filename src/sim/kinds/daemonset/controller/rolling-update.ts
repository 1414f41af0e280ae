import type {Clock} from '../../../clock.ts'
import {podsOf} from '../../../controllers/int-or-percent.ts'
import {untilAvailable} from '../../../controllers/pod-state.ts'
import type {Pod} from '../../pod/types.ts'
import type {DaemonSet} from '../types.ts'
import {isEnding, type Place} from './places.ts'

interface Fences {
  maxSurge: number
  maxUnavailable: number
}

const fencesOf = ({spec}: DaemonSet, places: readonly Place[]): Fences => {
  const {maxSurge = 0, maxUnavailable = 1} = spec.updateStrategy?.rollingUpdate ?? {}
  const wanted = places.filter(({isWanted}) => isWanted).length
  const [surge, unavailable] = [podsOf(maxSurge, wanted, Math.ceil), podsOf(maxUnavailable, wanted, Math.ceil)]
  return {maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable}
}

/** Whether a place may have a pod of the new revision beside one of the old. */
export const surges = ({spec}: DaemonSet): boolean => {
  const {type, rollingUpdate} = spec.updateStrategy ?? {}
  return type === 'RollingUpdate' && podsOf(rollingUpdate?.maxSurge ?? 0, 100, Math.ceil) > 0
}

/** One step of a rollout: pods of the old revision that go, and nodes that get one of the new revision before that. */
interface Step {
  end: Pod[]
  begin: string[]
}

/**
 * The next step of a rolling update. What is not available anyway is replaced at once, and does not count; of the others
 * as many as the limits leave room for. As pkg/controller/daemon/update.go.
 * @param isUpdated whether a pod is of the newest revision
 */
export const nextStep = (
  set: DaemonSet,
  places: readonly Place[],
  isUpdated: (pod: Pod) => boolean,
  clock: Clock,
): Step => {
  const isAvailable = (pod: Pod): boolean => untilAvailable(pod, set.spec.minReadySeconds ?? 0, clock) === 0
  const {maxSurge, maxUnavailable} = fencesOf(set, places)
  const broken: Place[] = []
  const candidates: Place[] = []
  const replaced: Pod[] = []
  let [unavailable, surging] = [0, 0]
  for (const place of places.filter(({isWanted, pods}) => isWanted || pods.length > 0)) {
    const alive = place.pods.filter(pod => !isEnding(pod))
    const [fresh, old] = [alive.find(isUpdated), alive.find(pod => !isUpdated(pod))]
    if (fresh && !isAvailable(fresh)) {
      unavailable += old ? 0 : 1
      surging += old ? 1 : 0
    } else if (fresh && old) replaced.push(old)
    else if (old) (isAvailable(old) ? candidates : broken).push(place)
    else if (!fresh) unavailable += 1
  }
  const room = maxSurge > 0 ? maxSurge - surging : maxUnavailable - unavailable
  const next = [...broken, ...candidates.slice(0, Math.max(0, room))]
  if (maxSurge > 0) return {end: replaced, begin: next.map(({node}) => node)}
  return {end: next.flatMap(({pods}) => pods.filter(pod => !isEnding(pod) && !isUpdated(pod))), begin: []}
}
