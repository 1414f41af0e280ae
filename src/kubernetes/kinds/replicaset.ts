import {REVISION_ANNOTATION} from '../annotations.ts'
import type {KubeObject, ReplicaWorkload} from '../types.ts'
import type {Kind} from './kind.ts'
import {countColumns, exposedPods, replicatedWorkload, selectorColumn} from './replicated.ts'

/** Which version of its deployment an object stands for, as Kubernetes counts them; 0 where it does not say. */
export const revisionOf = ({metadata}: KubeObject): number => Number(metadata.annotations?.[REVISION_ANNOTATION] ?? 0)

/** The replica set of a deployment's newest version. */
export const newestRevision = (replicaSets: readonly KubeObject[]): KubeObject | undefined =>
  replicaSets.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]

const workload = replicatedWorkload<ReplicaWorkload>(({spec}) => spec.selector)

/** Columns: printReplicaSet in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const replicaSet: Kind<ReplicaWorkload> = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  names: ['replicaset', 'replicasets', 'rs'],
  // One that a deployment keeps is part of it.
  namespaced: true,
  listed: 'unowned',
  columns: [...countColumns, selectorColumn],
  workload,
  expose: exposedPods(workload),
}
