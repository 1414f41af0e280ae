import type * as Raw from '../../../kubernetes/types.ts'
import type {Condition, KubeObject} from '../../api/object.ts'
import type {Taint} from '../pod/types.ts'

export interface Node extends KubeObject {
  spec: Omit<NonNullable<Raw.Node['spec']>, 'taints'> & {
    podCIDR?: string
    podCIDRs?: string[]
    providerID?: string
    taints?: Taint[]
  }
  status: Omit<NonNullable<Raw.Node['status']>, 'conditions' | 'nodeInfo'> & {
    conditions?: Condition[]
    nodeInfo?: Record<string, string>
    images?: {names: string[]; sizeBytes: number}[]
    daemonEndpoints?: {kubeletEndpoint: {Port: number}}
  }
}
