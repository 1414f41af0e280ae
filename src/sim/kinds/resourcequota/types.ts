import type {ResourceList} from '../../../kubernetes/types.ts'
import type {KubeObject} from '../../api/object.ts'

/** Which pods a quota is about. */
export interface ScopeRequirement {
  scopeName: string
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn'
  values?: string[]
}

export interface ResourceQuota extends KubeObject {
  spec?: {hard?: ResourceList; scopes?: string[]; scopeSelector?: {matchExpressions?: ScopeRequirement[]}}
  status?: {hard?: ResourceList; used?: ResourceList}
}
