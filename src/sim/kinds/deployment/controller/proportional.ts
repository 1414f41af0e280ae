import type {ReplicaSet} from '../../replicaset/types.ts'
import type {Deployment} from '../types.ts'
import {MAX_REPLICAS} from './revisions.ts'
import {age, fencesOf, sizeOf} from './rolling-update.ts'

/** The share of a change of size that falls to one replica set, by the size that the deployment had before. */
const shareOf = (deployment: Deployment, set: ReplicaSet, most: number): number => {
  const before = Number(set.metadata.annotations?.[MAX_REPLICAS] ?? deployment.status?.replicas ?? 0)
  return before === 0 ? 0 : Math.round((sizeOf(set) * most) / before) - sizeOf(set)
}

/**
 * The next sizes when a deployment is scaled while a rollout is under way: each replica set grows or shrinks by its
 * share, so that neither the old nor the new revision takes all of the risk. What rounding leaves goes to the largest.
 */
export const proportionalSizes = (deployment: Deployment, active: readonly ReplicaSet[]): Map<ReplicaSet, number> => {
  const most =
    (deployment.spec.replicas ?? 1) === 0 ? 0 : (deployment.spec.replicas ?? 1) + fencesOf(deployment).maxSurge
  const toAdd = most - active.reduce((sum, set) => sum + sizeOf(set), 0)
  // The larger ones first; among equals the newer when it grows and the older when it shrinks.
  const inOrder = active.toSorted((a, b) => sizeOf(b) - sizeOf(a) || (toAdd > 0 ? age(b) - age(a) : age(a) - age(b)))
  let added = 0
  const sizes = new Map<ReplicaSet, number>()
  for (const set of inOrder) {
    const left = toAdd - added
    const share = shareOf(deployment, set, most)
    const change = toAdd > 0 ? Math.min(share, left) : Math.max(share, left)
    const bounded = (toAdd > 0 && change > 0) || (toAdd < 0 && change < 0) ? change : 0
    sizes.set(set, sizeOf(set) + bounded)
    added += bounded
  }
  const [largest] = inOrder
  if (largest) sizes.set(largest, Math.max(0, (sizes.get(largest) ?? 0) + toAdd - added))
  return sizes
}
