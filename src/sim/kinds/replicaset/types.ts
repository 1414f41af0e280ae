import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'
import type {PodTemplate} from '../pod/types.ts'

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
