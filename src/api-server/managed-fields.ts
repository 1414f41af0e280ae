import type {KubeObject} from '../kubernetes/types.ts'
import {itemKey} from './changes.ts'

/** The name under which kubia owns fields (server-side apply). */
export const FIELD_MANAGER = 'kubia'

/**
 * A set of fields as `metadata.managedFields` keeps it (structured-merge-diff's FieldsV1): `f:NAME` a field, `k:{…}` an
 * item of a keyed list, `v:…` a value of a set, `.` the thing itself. An empty object means the whole of it.
 */
export type FieldsV1 = {[key: string]: FieldsV1}

/** What one manager has set by one sort of request. */
export interface ManagedFields {
  manager?: string
  operation?: string
  apiVersion?: string
  subresource?: string
  /** RFC 3339. */
  time?: string
  fieldsV1?: FieldsV1
}

/** Who manages which fields of an object; none where it was asked for without. */
export const managedFieldsOf = ({metadata}: KubeObject): ManagedFields[] =>
  (metadata as {managedFields?: ManagedFields[]}).managedFields ?? []

type Value = unknown
type Fields = Record<string, Value>

const hasKeys = (item: Value, keys: Fields): boolean =>
  typeof item === 'object' &&
  item !== null &&
  // A key that the object leaves out has its default there: only a port's protocol has one, TCP.
  Object.entries(keys).every(
    ([name, value]) => ((item as Fields)[name] ?? (name === 'protocol' ? 'TCP' : undefined)) === value,
  )

/** The item of a keyed list that a key of a set means. */
const itemOf = (list: readonly Value[], key: string): Value =>
  list.find(one => hasKeys(one, JSON.parse(key.slice(2)) as Fields))

const pickItems = (list: readonly Value[], set: FieldsV1): Value[] =>
  Object.entries(set).flatMap(([key, inner]) => {
    if (key.startsWith('v:')) return [JSON.parse(key.slice(2)) as Value]
    if (!key.startsWith('k:')) return []
    const item = itemOf(list, key)
    return item === undefined ? [] : [pick(item, inner)]
  })

/** The part of a value that a set of fields names. */
const pick = (value: Value, set: FieldsV1): Value => {
  const keys = Object.keys(set).filter(key => key !== '.')
  if (keys.length === 0 || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return pickItems(value, set)
  const picked: Fields = {}
  for (const key of keys) {
    const name = key.slice(2)
    const inner = (value as Fields)[name]
    if (key.startsWith('f:') && inner !== undefined) picked[name] = pick(inner, set[key] ?? {})
  }
  return picked
}

/** The value of a field, by the keys of a set that lead to it; undefined where there is none. */
export const fieldAt = (value: Value, keys: readonly string[]): Value => {
  const [key, ...rest] = keys
  if (key === undefined || value === undefined) return value
  if (key.startsWith('v:')) return JSON.parse(key.slice(2)) as Value
  if (key.startsWith('k:')) return fieldAt(Array.isArray(value) ? itemOf(value, key) : undefined, rest)
  return fieldAt((value as Fields | null)?.[key.slice(2)], rest)
}

/** Where a field is, for people: `spec.ports[8080].nodePort`. An item is named by the most telling of its keys. */
export const pathText = (keys: readonly string[]): string =>
  keys
    .map((key, index) => {
      const text = key.slice(2)
      if (key.startsWith('f:')) return index === 0 ? text : `.${text}`
      const value = JSON.parse(text) as Value
      return `[${key.startsWith('k:') ? itemKey(value, 0) : String(value)}]`
    })
    .join('')

/** What a client-side `kubectl apply` leaves, by which kubectl itself finds out who did that. */
const LAST_APPLIED = 'f:kubectl.kubernetes.io/last-applied-configuration'

const appliedByKubectl = ({operation, fieldsV1}: ManagedFields): boolean =>
  operation === 'Update' && fieldsV1?.['f:metadata']?.['f:annotations']?.[LAST_APPLIED] !== undefined

/** Both sets as one. */
const union = (one: FieldsV1, other: FieldsV1): FieldsV1 => {
  const both: FieldsV1 = {...one}
  for (const [key, inner] of Object.entries(other)) both[key] = union(one[key] ?? {}, inner)
  return both
}

const appliedByKubia = ({manager, operation}: ManagedFields): boolean =>
  manager === FIELD_MANAGER && operation === 'Apply'

const setOf = (object: KubeObject, isMeant: (entry: ManagedFields) => boolean): FieldsV1 | undefined => {
  const sets = managedFieldsOf(object)
    .filter(entry => !entry.subresource && isMeant(entry))
    .flatMap(({fieldsV1}) => fieldsV1 ?? [])
  return sets.length === 0 ? undefined : sets.reduce(union, {})
}

/** Which fields of an object kubia has applied, and their values; undefined where it has applied none. */
export const appliedFields = (object: KubeObject): {set: FieldsV1; values: unknown} | undefined => {
  const set = setOf(object, appliedByKubia)
  return set && {set, values: pick(object, set)}
}

/**
 * The fields of a live object that kubia applied before, with their live values. Server-side apply takes a field away
 * that its owner leaves out, so what is to stay must be sent again. So must what a client-side `kubectl apply` wrote:
 * kubectl gives that to the manager that applies on the server (since 1.26, and not in a dry run, which shows nothing of it).
 * Nothing but the name for an object of others.
 */
export const ownedFields = (live: KubeObject): Fields => {
  const {apiVersion, kind, metadata} = live
  const set = setOf(live, entry => appliedByKubia(entry) || appliedByKubectl(entry))
  const own = set ? (pick(live, set) as {metadata?: object}) : {}
  return {...own, apiVersion, kind, metadata: {...own.metadata, name: metadata.name}}
}
