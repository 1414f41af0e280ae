import type {KubeObject} from '../../api/object.ts'
import type {EndpointPort, TargetReference} from '../endpoints/types.ts'

/** The label of a slice that names its service. */
export const SERVICE_NAME = 'kubernetes.io/service-name'

export interface Endpoint {
  addresses: string[]
  conditions?: {ready?: boolean; serving?: boolean; terminating?: boolean}
  hostname?: string
  nodeName?: string
  targetRef?: TargetReference
}

export interface EndpointSlice extends KubeObject {
  addressType: 'IPv4'
  endpoints: Endpoint[]
  ports: EndpointPort[]
}
