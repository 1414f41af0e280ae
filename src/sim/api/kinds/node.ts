import type {KubeObject} from '../object.ts'
import type {Taint} from './pod.ts'
import type {Condition} from './shared.ts'

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

export interface Namespace extends KubeObject {
  spec?: {finalizers?: string[]}
  status?: {phase?: 'Active' | 'Terminating'; conditions?: Condition[]}
}
