import {podsOf} from '../../../controllers/int-or-percent.ts'
import type {ReplicaSet} from '../../replicaset/types.ts'
import type {Deployment} from '../types.ts'

/** How far a rollout may go above and below the wanted number of pods. */
export interface Fences {
  maxSurge: number
  maxUnavailable: number
}

/**
 * The limits of a rolling update in pods. Shares of the surge are rounded up and of the unavailable pods down; where
 * both come to 0, one pod may be unavailable, since nothing could move otherwise.
 */
export const fencesOf = ({spec}: Deployment): Fences => {
  if (spec.strategy?.type === 'Recreate') return {maxSurge: 0, maxUnavailable: 0}
  const {maxSurge = '25%', maxUnavailable = '25%'} = spec.strategy?.rollingUpdate ?? {}
  const wanted = spec.replicas ?? 1
  const surge = podsOf(maxSurge, wanted, Math.ceil)
  const unavailable = Math.min(podsOf(maxUnavailable, wanted, Math.floor), wanted)
  return {maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable}
}

/** How many pods must be available: what the condition `Available` means. */
export const minimumAvailable = (deployment: Deployment): number =>
  deployment.spec.strategy?.type === 'Recreate'
    ? (deployment.spec.replicas ?? 1)
    : (deployment.spec.replicas ?? 1) - fencesOf(deployment).maxUnavailable

export const sizeOf = ({spec}: ReplicaSet): number => spec.replicas ?? 1
const available = ({status}: ReplicaSet): number => status?.availableReplicas ?? 0
const sum = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number =>
  sets.reduce((total, set) => total + count(set), 0)

/** The next size of the new replica set: as many more pods as the surge leaves room for. */
export const nextSizeOfNew = (deployment: Deployment, current: ReplicaSet | undefined, old: readonly ReplicaSet[]) => {
  const wanted = deployment.spec.replicas ?? 1
  const size = current ? sizeOf(current) : 0
  if (deployment.spec.strategy?.type === 'Recreate') return wanted
  const room = wanted + fencesOf(deployment).maxSurge - size - sum(old, sizeOf)
  if (room <= 0) return size
  return size + Math.min(room, Math.max(0, wanted - size))
}

/**
 * The next sizes of the old replica sets, those that change. First goes what is not available anyway, so that broken
 * revisions never block a rollout; then the oldest, as far as enough pods stay available.
 */
export const nextSizesOfOld = (
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): Map<ReplicaSet, number> => {
  const minimum = (deployment.spec.replicas ?? 1) - fencesOf(deployment).maxUnavailable
  const coming = sizeOf(current) - available(current)
  let budget = sizeOf(current) + sum(old, sizeOf) - minimum - coming
  const sizes = new Map(old.map(set => [set, sizeOf(set)]))
  const take = (set: ReplicaSet, wanted: number): number => {
    const size = sizes.get(set) ?? 0
    const taken = Math.max(0, Math.min(budget, wanted, size))
    sizes.set(set, size - taken)
    budget -= taken
    return taken
  }
  const byAge = old.toSorted((a, b) => age(a) - age(b))
  for (const set of byAge) take(set, sizeOf(set) - available(set))
  let spare = sum([...old, current], available) - minimum
  for (const set of byAge) spare -= take(set, Math.max(0, spare))
  return new Map([...sizes].filter(([set, size]) => size !== sizeOf(set)))
}

export const age = ({metadata}: ReplicaSet): number => Date.parse(metadata.creationTimestamp)
