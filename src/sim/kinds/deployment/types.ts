import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'
import type {PodTemplate} from '../pod/types.ts'

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
