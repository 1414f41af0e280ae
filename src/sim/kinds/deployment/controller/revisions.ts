import type {ReplicaSet} from '../../replicaset/types.ts'
import type {Deployment} from '../types.ts'
import {fencesOf, sizeOf} from './rolling-update.ts'

export const REVISION = 'deployment.kubernetes.io/revision'
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'

/** What a replica set has of its own, or what would only confuse there; the deployment's other annotations are copied. */
const NOT_COPIED = [
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
]

export const revisionOf = ({metadata}: Deployment | ReplicaSet): number => Number(metadata.annotations?.[REVISION] ?? 0)

/** The number that the newest revision gets: one more than those before it ever had. */
export const nextRevision = (old: readonly ReplicaSet[]): number => Math.max(0, ...old.map(revisionOf)) + 1

/** What the deployment wants, remembered beside its replica sets: a later difference says that it was scaled. */
export const sizeAnnotations = (deployment: Deployment): Record<string, string> => {
  const wanted = deployment.spec.replicas ?? 1
  return {[DESIRED_REPLICAS]: String(wanted), [MAX_REPLICAS]: String(wanted + fencesOf(deployment).maxSurge)}
}

/**
 * The annotations of the replica set of the newest revision. A revision that comes back after a rollback gets the new
 * number and keeps those it had in its history.
 */
export const annotationsOfNew = (deployment: Deployment, set: ReplicaSet | undefined, revision: number) => {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.includes(key))
  const own = set?.metadata.annotations ?? {}
  const before = set ? revisionOf(set) : 0
  const history = [own[REVISION_HISTORY], before > 0 && before < revision ? String(before) : undefined]
  const histories = history.filter(part => part !== undefined && part !== '')
  return {
    ...own,
    ...Object.fromEntries(copied),
    [REVISION]: String(Math.max(revision, before)),
    ...(histories.length > 0 && {[REVISION_HISTORY]: histories.join(',')}),
    ...sizeAnnotations(deployment),
  }
}

/** The old replica sets that the history has no room for: those without pods, the lowest revisions first. */
export const beyondHistory = ({spec}: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] => {
  const idle = old.filter(
    set =>
      sizeOf(set) === 0 &&
      (set.status?.replicas ?? 0) === 0 &&
      (set.status?.observedGeneration ?? 0) >= (set.metadata.generation ?? 0) &&
      set.metadata.deletionTimestamp === undefined,
  )
  const tooMany = Math.max(0, idle.length - (spec.revisionHistoryLimit ?? 10))
  return idle.toSorted((a, b) => revisionOf(a) - revisionOf(b)).slice(0, tooMany)
}
