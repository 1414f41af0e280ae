import type {ReplicaWorkload} from '../types.ts'
import {ageColumn, containerColumns} from './columns.ts'
import type {Kind, Progress, Workload} from './kind.ts'
import {newestRevision, replicaSet} from './replicaset.ts'
import {exposedPods, isObserved, readyColumn, replicasOf, selectorColumn} from './replicated.ts'

/** As `kubectl rollout status` counts it (kubectl's pkg/polymorphichelpers/rollout_status.go). */
const progress = (object: ReplicaWorkload): Progress => {
  const desired = replicasOf(object)
  const {replicas = 0, updatedReplicas = 0, availableReplicas = 0, readyReplicas = 0} = object.status ?? {}
  const progressing = object.status?.conditions?.find(({type}) => type === 'Progressing')
  return {
    ready: readyReplicas,
    desired,
    updated: updatedReplicas,
    done: isObserved(object) && updatedReplicas === desired && replicas === desired && availableReplicas === desired,
    ...(progressing?.reason === 'ProgressDeadlineExceeded' && isObserved(object)
      ? {failed: progressing.message ?? progressing.reason}
      : {}),
  }
}

const workload: Workload<ReplicaWorkload> = {
  progress,
  doneWord: 'ready',
  ends: false,
  waits: true,
  waitArgs: ['rollout', 'status'],
  revisions: 'makers',
  makers: {kind: replicaSet, current: newestRevision},
  podTemplate: ({spec}) => spec.template,
  podSelector: ({spec}) => spec.selector,
  scale: {replicas: replicasOf},
}

/** Columns: printDeployment in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const deployment: Kind<ReplicaWorkload> = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  names: ['deployment', 'deployments', 'deploy'],
  namespaced: true,
  listed: 'always',
  columns: [
    readyColumn,
    {name: 'Up-to-date', value: ({status}) => status?.updatedReplicas ?? 0},
    {name: 'Available', value: ({status}) => status?.availableReplicas ?? 0},
    ageColumn,
    ...containerColumns<ReplicaWorkload>(({spec}) => spec.template.spec.containers),
    selectorColumn,
  ],
  workload,
  expose: exposedPods(workload),
}
