import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'
import type {IntOrPercent} from '../deployment/types.ts'
import type {PodTemplate} from '../pod/types.ts'

export interface DaemonSet extends KubeObject {
  spec: {
    selector: LabelSelector
    template: PodTemplate
    updateStrategy?: {
      type?: 'OnDelete' | 'RollingUpdate'
      rollingUpdate?: {maxSurge?: IntOrPercent; maxUnavailable?: IntOrPercent}
    }
    minReadySeconds?: number
    revisionHistoryLimit?: number
  }
  status?: DaemonSetStatus
}

export interface DaemonSetStatus {
  currentNumberScheduled: number
  numberMisscheduled: number
  desiredNumberScheduled: number
  numberReady: number
  observedGeneration?: number
  updatedNumberScheduled?: number
  numberAvailable?: number
  numberUnavailable?: number
  collisionCount?: number
  conditions?: Condition[]
}
