import type {KubeObject} from '../object.ts'
import type {Condition} from './shared.ts'

export interface ServicePort {
  name?: string
  protocol?: 'TCP' | 'UDP' | 'SCTP'
  appProtocol?: string
  port: number
  /** A number, or the name of a container port; the service's own port where it is absent. */
  targetPort?: number | string
  nodePort?: number
}

export interface Service extends KubeObject {
  spec: {
    type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
    clusterIP?: string
    selector?: Record<string, string>
    ports?: ServicePort[]
    loadBalancerClass?: string
    loadBalancerIP?: string
    externalTrafficPolicy?: 'Cluster' | 'Local'
    publishNotReadyAddresses?: boolean
    allocateLoadBalancerNodePorts?: boolean
  }
  status?: {loadBalancer?: {ingress?: LoadBalancerIngress[]}; conditions?: Condition[]}
}

export interface LoadBalancerIngress {
  ip?: string
  ipMode?: string
  hostname?: string
}

/** What an endpoint is: the pod behind an address. */
export interface TargetReference {
  kind: string
  namespace?: string
  name: string
  uid: string
}

export interface EndpointAddress {
  ip: string
  nodeName?: string
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

export interface Endpoint {
  addresses: string[]
  conditions?: {ready?: boolean; serving?: boolean; terminating?: boolean}
  nodeName?: string
  targetRef?: TargetReference
}

export interface EndpointSlice extends KubeObject {
  addressType: 'IPv4'
  endpoints: Endpoint[]
  ports: EndpointPort[]
}
