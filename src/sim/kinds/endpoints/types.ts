import type * as Raw from '../../../kubernetes/types.ts'
import type {KubeObject} from '../../api/object.ts'

/** What an endpoint is: the pod behind an address. */
export interface TargetReference {
  kind: string
  namespace?: string
  name: string
  uid: string
}

export interface EndpointAddress extends Raw.EndpointAddress {
  hostname?: string
  targetRef?: TargetReference
}

export interface EndpointPort {
  name?: string
  port: number
  protocol?: string
  appProtocol?: string
}

export interface EndpointSubset {
  addresses?: EndpointAddress[]
  notReadyAddresses?: EndpointAddress[]
  ports?: EndpointPort[]
}

export interface Endpoints extends KubeObject {
  subsets?: EndpointSubset[]
}
