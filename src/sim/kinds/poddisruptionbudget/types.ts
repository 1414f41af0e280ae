import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'
import type {IntOrPercent} from '../deployment/types.ts'

export interface BudgetStatus {
  observedGeneration: number
  currentHealthy: number
  desiredHealthy: number
  expectedPods: number
  disruptionsAllowed: number
  conditions?: Condition[]
}

export interface Budget extends KubeObject {
  spec?: {
    minAvailable?: IntOrPercent
    maxUnavailable?: IntOrPercent
    /** An empty one selects every pod, none selects no pod. */
    selector?: LabelSelector
    unhealthyPodEvictionPolicy?: 'AlwaysAllow' | 'IfHealthyBudget'
  }
  status?: BudgetStatus
}
