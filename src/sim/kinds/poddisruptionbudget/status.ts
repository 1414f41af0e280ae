import type {Condition} from '../../api/object.ts'
import {withCondition} from '../../controllers/conditions.ts'
import type {Budget, BudgetStatus} from './types.ts'

/** The condition that goes with a number of allowed disruptions. @param now RFC 3339 */
const conditionsOf = (budget: Budget, allowed: number, failure: string | undefined, now: string): Condition[] => {
  const reason = allowed > 0 ? 'SufficientPods' : 'InsufficientPods'
  const condition = {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? ('True' as const) : ('False' as const),
    reason: failure === undefined ? reason : 'SyncFailed',
    message: failure ?? '',
    observedGeneration: budget.metadata.generation ?? 1,
  }
  return withCondition(budget.status?.conditions, condition, now)
}

/** @param now RFC 3339. @param failure why the numbers are not known */
export const withCounts = (
  budget: Budget,
  counts: Omit<BudgetStatus, 'conditions' | 'observedGeneration'>,
  now: string,
  failure?: string,
): Budget => ({
  ...budget,
  status: {
    ...counts,
    observedGeneration: budget.metadata.generation ?? 1,
    conditions: conditionsOf(budget, counts.disruptionsAllowed, failure, now),
  },
})
