import {isDeepStrictEqual} from 'node:util'
import type {KubeObject, ManagedFieldsEntry} from './object.ts'

/** What names an entry of `managedFields`: no two entries of an object have the same. */
const managerKey = ({manager, operation, apiVersion, subresource}: ManagedFieldsEntry): string =>
  [manager, operation, apiVersion, subresource].join(' ')

/** An object with its managers in one order, and without the times of theirs. */
const timeless = ({metadata: {managedFields = [], ...metadata}, ...object}: KubeObject) => ({
  ...object,
  metadata,
  managers: new Map(managedFields.map(({time: _, ...entry}) => [managerKey(entry), entry])),
})

/**
 * Whether a write would change nothing but the times in `managedFields`: it is none then, as on a real server. An apply of
 * `cpu: ".5"` is one where `500m` is stored.
 */
export const isSame = (one: KubeObject, other: KubeObject): boolean => isDeepStrictEqual(timeless(one), timeless(other))
