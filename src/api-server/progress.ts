import type {
  Condition,
  DaemonSet,
  Job,
  KubeObject,
  Pod,
  ReplicationController,
  ReplicaWorkload,
} from '../kubernetes/types.ts'
import {isReady} from './diagnosis/pods.ts'

/** How far an app has come. */
export interface Progress {
  ready: number
  desired: number
  /** Pods of the newest version, where the kind rolls out versions. */
  updated: number
  /** Everything that was asked for runs, and nothing else. */
  done: boolean
  /** The controller has given up: its own reason. */
  failed?: string
}

const condition = (object: {status?: {conditions?: Condition[]}}, type: string): Condition | undefined =>
  object.status?.conditions?.find(known => known.type === type)

/** Whether the controller has seen the newest spec. */
const isObserved = ({metadata, status}: KubeObject & {status?: {observedGeneration?: number}}): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)

/** As `kubectl rollout status` tells it (kubectl's pkg/polymorphichelpers/rollout_status.go). */
const deployment = (object: ReplicaWorkload): Progress => {
  const {replicas: desired = 1} = object.spec
  const {replicas = 0, updatedReplicas = 0, availableReplicas = 0, readyReplicas = 0} = object.status ?? {}
  const progressing = condition(object, 'Progressing')
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

const statefulSet = (object: ReplicaWorkload): Progress => {
  const {replicas: desired = 1} = object.spec
  const {replicas = 0, readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision} = object.status ?? {}
  const updated = currentRevision === updateRevision ? replicas : updatedReplicas
  return {
    ready: readyReplicas,
    desired,
    updated,
    done: isObserved(object) && readyReplicas === desired && replicas === desired && updated === desired,
  }
}

const replicated = (object: ReplicaWorkload | ReplicationController): Progress => {
  const {replicas: desired = 1} = object.spec
  const {replicas = 0, readyReplicas = 0} = object.status ?? {}
  const done = isObserved(object) && replicas === desired && readyReplicas === desired
  return {ready: readyReplicas, desired, updated: replicas, done}
}

const daemonSet = (object: DaemonSet): Progress => {
  const {
    desiredNumberScheduled: desired = 0,
    numberReady = 0,
    numberAvailable = 0,
    updatedNumberScheduled = 0,
  } = object.status ?? {}
  const done = isObserved(object) && updatedNumberScheduled === desired && numberAvailable === desired
  return {ready: numberReady, desired, updated: updatedNumberScheduled, done}
}

const job = (object: Job): Progress => {
  const desired = object.spec.completions ?? 1
  const failed = condition(object, 'Failed')
  const done = condition(object, 'Complete')?.status === 'True'
  const progress = {ready: object.status?.succeeded ?? 0, desired, updated: desired, done}
  return failed?.status === 'True' ? {...progress, failed: failed.message ?? failed.reason ?? 'failed'} : progress
}

const pod = (object: Pod): Progress => {
  const phase = object.status?.phase
  const done = (isReady(object) || phase === 'Succeeded') && !object.metadata.deletionTimestamp
  return {ready: done ? 1 : 0, desired: 1, updated: 1, done}
}

const BY_KIND: Readonly<Record<string, (object: never) => Progress>> = {
  Deployment: deployment,
  StatefulSet: statefulSet,
  ReplicaSet: replicated,
  ReplicationController: replicated,
  DaemonSet: daemonSet,
  Job: job,
  Pod: pod,
}

/** How far an app has come; undefined for a kind that can't become ready. */
export const progressOf = (object: KubeObject): Progress | undefined => BY_KIND[object.kind]?.(object as never)
