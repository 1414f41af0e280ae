// The part of a Service that the registry reads and writes itself.
import type {KubeObject} from '../../api/object.ts'

export interface ServicePort {
  name?: string
  port: number
  protocol?: string
  targetPort?: number | string
  nodePort?: number
}

export interface ServiceSpec {
  type?: string
  clusterIP?: string
  clusterIPs?: string[]
  ports?: ServicePort[]
  ipFamilies?: string[]
  ipFamilyPolicy?: string
  internalTrafficPolicy?: string
  externalTrafficPolicy?: string
  allocateLoadBalancerNodePorts?: boolean
  externalName?: string
  [field: string]: unknown
}

export const specOf = (object: KubeObject): ServiceSpec => (object['spec'] ?? {}) as ServiceSpec

export const needsClusterIP = (spec: ServiceSpec): boolean => spec.type !== 'ExternalName'

export const needsNodePorts = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
