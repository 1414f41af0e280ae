import type {Condition, KubeObject} from '../../api/object.ts'

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
