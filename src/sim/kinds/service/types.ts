import type * as Raw from '../../../kubernetes/types.ts'
import type {Condition, KubeObject} from '../../api/object.ts'

export type {ServicePort} from '../../../kubernetes/types.ts'

type RawSpec = Raw.Service['spec']

export interface ServiceSpec extends RawSpec {
  ipFamilies?: string[]
  ipFamilyPolicy?: string
  internalTrafficPolicy?: string
  loadBalancerIP?: string
  publishNotReadyAddresses?: boolean
}

export interface Service extends KubeObject {
  spec: ServiceSpec
  status?: {loadBalancer?: {ingress?: LoadBalancerIngress[]}; conditions?: Condition[]}
}

export interface LoadBalancerIngress {
  ip?: string
  ipMode?: string
  hostname?: string
}
