import type {ResourceList} from '../../../kubernetes/types.ts'
import type {KubeObject} from '../../api/object.ts'

export interface LimitRangeItem {
  /** `Container`, `Pod`, `PersistentVolumeClaim`, or a name of somebody's own, which limits nothing. */
  type: string
  default?: ResourceList
  defaultRequest?: ResourceList
  min?: ResourceList
  max?: ResourceList
  maxLimitRequestRatio?: ResourceList
}

export interface LimitRange extends KubeObject {
  spec?: {limits?: LimitRangeItem[]}
}

/** The lists of an item, in the order of the API. */
export const LISTS = ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'] as const
