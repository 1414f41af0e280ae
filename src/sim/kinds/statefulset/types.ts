import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'
import type {IntOrPercent} from '../deployment/types.ts'
import type {ClaimTemplate} from '../persistentvolumeclaim/types.ts'
import type {PodTemplate} from '../pod/types.ts'

export interface StatefulSet extends KubeObject {
  spec: {
    replicas?: number
    selector: LabelSelector
    /** The headless service under which the pods have names; empty for none. */
    serviceName?: string
    template: PodTemplate
    podManagementPolicy?: 'OrderedReady' | 'Parallel'
    updateStrategy?: {
      type?: 'OnDelete' | 'RollingUpdate'
      /** Pods below the partition keep the revision before. */
      rollingUpdate?: {partition?: number; maxUnavailable?: IntOrPercent}
    }
    volumeClaimTemplates?: ClaimTemplate[]
    persistentVolumeClaimRetentionPolicy?: {whenDeleted?: 'Delete' | 'Retain'; whenScaled?: 'Delete' | 'Retain'}
    ordinals?: {start?: number}
    minReadySeconds?: number
    revisionHistoryLimit?: number
  }
  status?: StatefulSetStatus
}

export interface StatefulSetStatus {
  replicas: number
  availableReplicas: number
  readyReplicas?: number
  currentReplicas?: number
  updatedReplicas?: number
  currentRevision?: string
  updateRevision?: string
  observedGeneration?: number
  collisionCount?: number
  conditions?: Condition[]
}
