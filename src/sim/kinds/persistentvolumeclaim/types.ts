import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'

/** Keeps a claim that a pod uses. */
export const PROTECTION = 'kubernetes.io/pvc-protection'

/** The annotation in which the scheduler says where a claim's volume is to be. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'

interface ClaimSpec {
  accessModes?: string[]
  resources?: {requests?: Record<string, string>; limits?: Record<string, string>}
  selector?: LabelSelector
  /** Empty: none; absent: the default one, once there is one. */
  storageClassName?: string
  volumeMode?: string
  volumeName?: string
}

export interface Claim extends KubeObject {
  spec: ClaimSpec
  status?: {
    phase?: 'Bound' | 'Lost' | 'Pending'
    accessModes?: string[]
    capacity?: Record<string, string>
    conditions?: Condition[]
  }
}

/** A claim that waits to be made. */
export interface ClaimTemplate {
  metadata: {name: string; labels?: Record<string, string>; annotations?: Record<string, string>}
  spec: ClaimSpec
}
