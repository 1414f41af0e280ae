// Server-side apply (sigs.k8s.io/structured-merge-diff, merge): an applier says what it wants, gets it where nobody else
// has a say, and loses what it no longer asks for.
import {isDeepStrictEqual} from 'node:util'
import type {KubeObject} from '../../api/object.ts'
import {apiVersionOf, type ResourceType} from '../../api/resource.ts'
import {timestamp} from '../../clock.ts'
import {readTyped} from '../../schema/typed.ts'
import {shapeOf} from '../../schema/types.ts'
import {checkConflicts} from './conflicts.ts'
import {sameSet} from './field-set.ts'
import {allowedConflicts, withLastApplied} from './last-applied.ts'
import {isSameManager, type Manager, readManagers, writeManagers} from './managers.ts'
import {merge, prune} from './merge.ts'
import {nothingYet, tracked} from './tracked.ts'
import {withManagers, withoutChanged} from './update.ts'
import {compare, fieldsOf} from './walk.ts'

export interface ApplyRequest {
  type: ResourceType
  /** Absent where the object is made by this. */
  current: KubeObject | undefined
  /** As it was sent (readApplied). */
  applied: KubeObject
  manager: string
  /** Fields of others are taken over instead of a conflict. */
  force: boolean
  time: Date
  subresource?: string
}

/** Without the field that the server keeps itself. */
const withoutManagers = ({managedFields: _, ...metadata}: KubeObject['metadata']) => metadata

/**
 * @returns the object as it is then, with its `managedFields`; the very same where nothing changes
 * @throws ApiError Conflict; DecodeError never: readApplied has seen to the types
 */
export const serverSideApply = (request: ApplyRequest): KubeObject =>
  withLastApplied(merged(request), request.applied, request.manager)

const merged = (request: ApplyRequest): KubeObject => {
  const {type, current, applied, manager, force, time, subresource} = request
  const shape = shapeOf(type)
  const live = current ?? nothingYet(shape)
  const own = {manager, operation: 'Apply', apiVersion: apiVersionOf(type), subresource} as const
  const managers = readManagers(current?.metadata.managedFields)
  const before = managers.find(one => isSameManager(one, own))
  const others = managers.filter(one => !isSameManager(one, own))
  const intent = {...applied, metadata: withoutManagers(applied.metadata)}
  const fields = tracked(fieldsOf(shape, intent))

  const owned = others.reduce<Set<string>>((all, one) => all.union(one.fields), new Set(fields))
  const together = merge(shape, live, intent) as KubeObject
  const pruned = before ? prune(shape, together, before.fields, owned) : together
  const {changed, removed} = compare(shape, live, pruned)
  const comparison = {changed: tracked(changed), removed: tracked(removed)}
  if (!force) checkConflicts(others, comparison.changed.difference(allowedConflicts(shape, live, manager)))

  const object = readTyped(type, pruned).value as KubeObject
  const unchanged = current !== undefined && before !== undefined && sameSet(before.fields, fields)
  if (unchanged && isDeepStrictEqual(comparison, {changed: new Set(), removed: new Set()})) return current
  const me: Manager = {...own, time: timestamp(time), fields}
  return withManagers(object, writeManagers([...withoutChanged(others, comparison), me]))
}
