import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'
import type {IntOrPercent} from '../deployment/types.ts'

export interface BudgetStatus {
  /** Absent until the controller has looked at it. */
  observedGeneration?: number
  currentHealthy: number
  desiredHealthy: number
  expectedPods: number
  disruptionsAllowed: number
  /** When the eviction of a pod was granted, by its name, until the pod is seen to go. */
  disruptedPods?: Record<string, string>
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

/** Of a budget that nobody has looked at. */
export const NOTHING: BudgetStatus = {currentHealthy: 0, desiredHealthy: 0, expectedPods: 0, disruptionsAllowed: 0}
