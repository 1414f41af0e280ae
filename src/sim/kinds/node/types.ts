import type {Condition, KubeObject} from '../../api/object.ts'
import type {Taint} from '../pod/types.ts'

export interface Node extends KubeObject {
  spec: {podCIDR?: string; podCIDRs?: string[]; providerID?: string; taints?: Taint[]; unschedulable?: boolean}
  status: {
    addresses?: {type: string; address: string}[]
    capacity?: Record<string, string>
    allocatable?: Record<string, string>
    conditions?: Condition[]
    nodeInfo?: Record<string, string>
    images?: {names: string[]; sizeBytes: number}[]
    daemonEndpoints?: {kubeletEndpoint: {Port: number}}
  }
}
