import {formatLabels, formatSelector} from '../../kubernetes/selectors.ts'
import type {DaemonSet, ReplicationController, ReplicaWorkload} from '../../kubernetes/types.ts'
import {ageColumn, containerColumns, type KindColumn} from './column.ts'

/** Workloads that keep pods running, as Kubernetes' pkg/printers prints them; the same from 1.20 to 1.37. */

type Replicated = ReplicaWorkload | ReplicationController

/** READY of a Deployment or StatefulSet: `ready/desired`. */
const readyColumn: KindColumn<ReplicaWorkload> = {
  name: 'READY',
  value: ({spec, status}) => `${status?.readyReplicas ?? 0}/${desired(spec)}`,
}

const selectorColumn: KindColumn<ReplicaWorkload | DaemonSet> = {
  name: 'SELECTOR',
  wide: true,
  value: ({spec}) => formatSelector(spec.selector),
}

/** The API server fills in 1; an object from a file may leave it out. */
function desired({replicas = 1}: {replicas?: number}): number {
  return replicas
}

const countColumns: readonly KindColumn<Replicated>[] = [
  {name: 'DESIRED', value: ({spec}) => desired(spec)},
  {name: 'CURRENT', value: ({status}) => status?.replicas ?? 0},
  {name: 'READY', value: ({status}) => status?.readyReplicas ?? 0},
  ageColumn,
  ...containerColumns<Replicated>(({spec}) => spec.template?.spec.containers ?? []),
]

export const deploymentColumns: readonly KindColumn<ReplicaWorkload>[] = [
  readyColumn,
  {name: 'UP-TO-DATE', value: ({status}) => status?.updatedReplicas ?? 0},
  {name: 'AVAILABLE', value: ({status}) => status?.availableReplicas ?? 0},
  ageColumn,
  ...containerColumns<ReplicaWorkload>(({spec}) => spec.template.spec.containers),
  selectorColumn,
]

export const statefulSetColumns: readonly KindColumn<ReplicaWorkload>[] = [
  readyColumn,
  ageColumn,
  ...containerColumns<ReplicaWorkload>(({spec}) => spec.template.spec.containers),
]

export const replicaSetColumns: readonly KindColumn<ReplicaWorkload>[] = [...countColumns, selectorColumn]

export const replicationControllerColumns: readonly KindColumn<ReplicationController>[] = [
  ...countColumns,
  {name: 'SELECTOR', wide: true, value: ({spec}) => formatLabels(spec.selector)},
]

export const daemonSetColumns: readonly KindColumn<DaemonSet>[] = [
  {name: 'DESIRED', value: ({status}) => status?.desiredNumberScheduled ?? 0},
  {name: 'CURRENT', value: ({status}) => status?.currentNumberScheduled ?? 0},
  {name: 'READY', value: ({status}) => status?.numberReady ?? 0},
  {name: 'UP-TO-DATE', value: ({status}) => status?.updatedNumberScheduled ?? 0},
  {name: 'AVAILABLE', value: ({status}) => status?.numberAvailable ?? 0},
  {name: 'NODE SELECTOR', value: ({spec}) => formatLabels(spec.template.spec.nodeSelector)},
  ageColumn,
  ...containerColumns<DaemonSet>(({spec}) => spec.template.spec.containers),
  selectorColumn,
]
