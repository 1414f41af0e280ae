import type {KubeObject} from '../../api/object.ts'
import type {NodeSelectorTerm} from '../pod/types.ts'

/** Keeps a volume that is bound. */
export const PROTECTION = 'kubernetes.io/pv-protection'

export interface ClaimReference {
  apiVersion?: string
  kind?: string
  namespace: string
  name: string
  /** Absent where a volume is kept for a claim that is still to be made. */
  uid?: string
  resourceVersion?: string
}

export interface Volume extends KubeObject {
  spec: {
    capacity?: Record<string, string>
    accessModes?: string[]
    claimRef?: ClaimReference
    persistentVolumeReclaimPolicy?: 'Delete' | 'Recycle' | 'Retain'
    storageClassName?: string
    volumeMode?: string
    nodeAffinity?: {required?: {nodeSelectorTerms: NodeSelectorTerm[]}}
  }
  status?: {phase?: 'Available' | 'Bound' | 'Failed' | 'Pending' | 'Released'; lastPhaseTransitionTime?: string}
}
