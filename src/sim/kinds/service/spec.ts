import type {KubeObject} from '../../api/object.ts'
import type {ServiceSpec} from './types.ts'

export const specOf = (object: KubeObject): ServiceSpec => (object['spec'] ?? {}) as ServiceSpec

export const needsClusterIP = (spec: ServiceSpec): boolean => spec.type !== 'ExternalName'

export const needsNodePorts = (spec: ServiceSpec): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
