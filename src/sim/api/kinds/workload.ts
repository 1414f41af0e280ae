import type {KubeObject} from '../object.ts'
import type {PodTemplate} from './pod.ts'
import type {Condition, LabelSelector} from './shared.ts'

export interface ReplicaSet extends KubeObject {
  spec: {replicas?: number; minReadySeconds?: number; selector: LabelSelector; template: PodTemplate}
  status?: ReplicaSetStatus
}

export interface ReplicaSetStatus {
  replicas: number
  fullyLabeledReplicas?: number
  readyReplicas?: number
  availableReplicas?: number
  observedGeneration?: number
  conditions?: Condition[]
}

/** The elder of the ReplicaSet: its selector knows only equality. */
export interface ReplicationController extends KubeObject {
  spec: {replicas?: number; minReadySeconds?: number; selector?: Record<string, string>; template: PodTemplate}
  status?: ReplicaSetStatus
}

/** A number of pods, or a share of the replicas such as `25%`. */
export type IntOrPercent = number | string

export interface Deployment extends KubeObject {
  spec: {
    replicas?: number
    selector: LabelSelector
    template: PodTemplate
    strategy?: {
      type?: 'RollingUpdate' | 'Recreate'
      rollingUpdate?: {maxSurge?: IntOrPercent; maxUnavailable?: IntOrPercent}
    }
    minReadySeconds?: number
    revisionHistoryLimit?: number
    paused?: boolean
    progressDeadlineSeconds?: number
  }
  status?: DeploymentStatus
}

export interface DeploymentStatus {
  observedGeneration?: number
  replicas?: number
  updatedReplicas?: number
  readyReplicas?: number
  availableReplicas?: number
  unavailableReplicas?: number
  conditions?: Condition[]
  collisionCount?: number
}
