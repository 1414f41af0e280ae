import type {Condition} from '../api/object.ts'

export const findCondition = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  conditions?.find(condition => condition.type === type)

export const isTrue = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  findCondition(conditions, type)?.status === 'True'

/**
 * Sets a condition in its place. One that says the same as before stays as it is, and the time of the transition is kept
 * while the status is the same.
 * @param now RFC 3339
 */
export const withCondition = (
  conditions: readonly Condition[] | undefined,
  wanted: Omit<Condition, 'lastTransitionTime'>,
  now: string,
): Condition[] => {
  const before = findCondition(conditions, wanted.type)
  if (before && before.status === wanted.status && before.reason === wanted.reason && before.message === wanted.message)
    return [...(conditions ?? [])]
  const lastTransitionTime = before?.status === wanted.status ? (before.lastTransitionTime ?? now) : now
  const condition: Condition = {...wanted, lastTransitionTime}
  if (!before) return [...(conditions ?? []), condition]
  return (conditions ?? []).map(each => (each === before ? condition : each))
}
