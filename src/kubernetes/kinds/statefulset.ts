import type {ReplicaWorkload} from '../types.ts'
import {ageColumn, containerColumns} from './columns.ts'
import type {Kind, Progress} from './kind.ts'
import {isObserved, readyColumn, replicasOf, servingWorkload} from './replicated.ts'

const progress = (object: ReplicaWorkload): Progress => {
  const desired = replicasOf(object)
  const {replicas = 0, readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision} = object.status ?? {}
  const updated = currentRevision === updateRevision ? replicas : updatedReplicas
  return {
    ready: readyReplicas,
    desired,
    updated,
    done: isObserved(object) && readyReplicas === desired && replicas === desired && updated === desired,
  }
}

/** Columns: printStatefulSet in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const statefulSet: Kind<ReplicaWorkload> = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  names: ['statefulset', 'statefulsets', 'sts'],
  namespaced: true,
  listed: 'always',
  columns: [readyColumn, ageColumn, ...containerColumns<ReplicaWorkload>(({spec}) => spec.template.spec.containers)],
  workload: {
    ...servingWorkload,
    progress,
    waitArgs: ['rollout', 'status'],
    revisions: 'controller-revisions',
    podSelector: ({spec}) => spec.selector,
    scale: {replicas: replicasOf},
  },
  expose: undefined,
}
