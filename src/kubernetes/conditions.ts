import type {Condition} from './types.ts'

/** Whether the condition of this type is there and `True`. */
export function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.find(condition => condition.type === type)?.status === 'True'
}
