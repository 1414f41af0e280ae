import {changesBetween, type FieldChange, formatChange} from '../api-server/changes.ts'
import {withoutLastApplied} from '../kubernetes/last-applied.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {counted} from '../text/counted.ts'

/** Lines of a diff that are shown; the rest is counted. */
const MAX_CHANGES = 20

/** What is said where no field is about to change. */
export const NO_CHANGES = 'nothing to change'

/** Says line by line which fields are about to change. @returns how many, in a few words */
export const sayChanges = (say: (line: string) => void, changes: readonly FieldChange[]): string => {
  for (const change of changes.slice(0, MAX_CHANGES)) say(`  ~ ${formatChange(change)}`)
  if (changes.length > MAX_CHANGES) say(`  ~ and ${changes.length - MAX_CHANGES} more`)
  return changes.length === 0 ? NO_CHANGES : `${counted(changes.length, 'field')} to change`
}

/**
 * Says line by line what is about to change.
 * @param where a new object is, where that is not clear: ` in namespace shop`. @returns how much it is, in a few words
 */
export const showChanges = (
  say: (line: string) => void,
  before: KubeObject | undefined,
  after: KubeObject,
  where = '',
): string => {
  if (before) return sayChanges(say, changesBetween(withoutLastApplied(before), withoutLastApplied(after)))
  say(`  + ${after.kind} ${after.metadata.name}${where} is new`)
  return 'new'
}
