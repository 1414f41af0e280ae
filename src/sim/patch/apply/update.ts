// Who owns what after a request that is not server-side apply: whoever changes a field owns it from then on, alone.

import type {Write} from '../../api/hooks.ts'
import type {KubeObject, ManagedFieldsEntry} from '../../api/object.ts'
import {apiVersionOf} from '../../api/resource.ts'
import {timestamp} from '../../clock.ts'
import {shapeOf} from '../../schema/types.ts'
import {isSameManager, type Manager, readManagers, writeManagers} from './managers.ts'
import {nothingYet, tracked} from './tracked.ts'
import {type Comparison, compare} from './walk.ts'

/** What others keep when fields are set to other values, or taken away. */
export const withoutChanged = (managers: readonly Manager[], {changed, removed}: Comparison): Manager[] =>
  managers.map(manager => ({...manager, fields: manager.fields.difference(changed).difference(removed)}))

/**
 * A client may write `managedFields` itself: `[{}]` clears it, and kubectl takes over so what it applied on its own
 * side. One that knows nothing of them leaves them as they are.
 */
const startingPoint = ({before, after, subresource}: Write): readonly ManagedFieldsEntry[] => {
  const live = before?.metadata.managedFields ?? []
  const given = after.metadata.managedFields ?? []
  if (subresource || given.length === 0) return live
  return given.filter(({manager}) => manager !== undefined)
}

/**
 * Notes in `managedFields` what a create, an update or a patch changed. Nothing is noted of a request that changes nothing.
 * @returns the object with its `managedFields`
 */
export const updateManagedFields = (write: Write): KubeObject => {
  const {type, before, after, manager, time, subresource} = write
  const shape = shapeOf(type)
  const {changed, removed} = compare(shape, before ?? nothingYet(shape), after)
  const comparison = {changed: tracked(changed), removed: tracked(removed)}
  const start = startingPoint(write)
  if (comparison.changed.size === 0 && comparison.removed.size === 0) return withManagers(after, start)
  const own = {manager, operation: 'Update', apiVersion: apiVersionOf(type), subresource} as const
  const managers = readManagers(start)
  const previous = managers.find(one => isSameManager(one, own))
  const kept = withoutChanged(managers, comparison)
  if (comparison.changed.size === 0) return withManagers(after, writeManagers(kept))
  const mine = (previous?.fields ?? new Set()).difference(comparison.removed).union(comparison.changed)
  const others = kept.filter(one => !isSameManager(one, own))
  return withManagers(after, writeManagers([...others, {...own, time: timestamp(time), fields: mine}]))
}

export const withManagers = (object: KubeObject, managedFields: readonly ManagedFieldsEntry[]): KubeObject => {
  const {managedFields: _, ...metadata} = object.metadata
  return {...object, metadata: {...metadata, ...(managedFields.length > 0 && {managedFields: [...managedFields]})}}
}
