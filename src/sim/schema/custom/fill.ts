// What an API server makes of a custom resource before it validates it: what the schema does not have goes, what has a
// default is filled in (k8s.io/apiextensions-apiserver, pkg/apiserver/schema: pruning, defaulting).

import {MOST_STORED, sizeOf} from '../../api/size.ts'
import {StatusError} from '../../api/status.ts'
import {fieldOf, isObject, OF_OBJECTS, type Structural} from './structural.ts'

/**
 * @param schema undefined: nothing of the value is known, so no field of it stays
 * @param unknown gets the paths of what went
 * @returns a new value
 */
export const pruned = (
  schema: Structural | undefined,
  value: unknown,
  place: string,
  unknown: string[],
  isResource = schema?.['x-kubernetes-embedded-resource'] === true,
): unknown => {
  const keeps = schema?.['x-kubernetes-preserve-unknown-fields'] === true
  if (Array.isArray(value)) {
    const {items} = schema ?? {}
    if (keeps && !items) return value
    return value.map((item, index) => pruned(items, item, `${place}[${index}]`, unknown))
  }
  if (!isObject(value)) return value
  const kept = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const path = place === '' ? name : `${place}.${name}`
    if (isResource && OF_OBJECTS.includes(name)) return [[name, inner]]
    const field = schema && fieldOf(schema, name)
    if (field) return [[name, pruned(field, inner, path, unknown)]]
    if (keeps) return [[name, inner]]
    unknown.push(path)
    return []
  })
  return Object.fromEntries(kept)
}

/** Bytes of defaults that may still be put into one object. */
interface Room {
  bytes: number
}

const sizes = new WeakMap<object, number>()

const defaultOf = (value: unknown, room: Room): unknown => {
  const known = typeof value === 'object' && value !== null ? sizes.get(value) : undefined
  const size = known ?? sizeOf(value)
  if (typeof value === 'object' && value !== null) sizes.set(value, size)
  room.bytes -= size
  // What comes of it could not be stored: a small object may have a large default for each of its items.
  if (room.bytes < 0) throw new StatusError(500, '', 'etcdserver: request is too large')
  return value
}

const isStrayNull = (value: unknown, schema: Structural): boolean => value === null && schema.nullable !== true

const filled = (schema: Structural, value: unknown, room: Room): unknown => {
  if (Array.isArray(value)) {
    const {items} = schema
    if (!items) return value
    return value.map(item =>
      filled(
        items,
        isStrayNull(item, items) && items.default !== undefined ? defaultOf(items.default, room) : item,
        room,
      ),
    )
  }
  if (!isObject(value)) return value
  const given = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const field = fieldOf(schema, name)
    if (field && isStrayNull(inner, field)) return []
    return [[name, field ? filled(field, inner, room) : inner]]
  })
  const names = new Set(given.map(([name]) => name))
  const missing = Object.entries(schema.properties ?? {}).flatMap(([name, field]): [string, unknown][] =>
    field.default === undefined || names.has(name) ? [] : [[name, filled(field, defaultOf(field.default, room), room)]],
  )
  return Object.fromEntries([...given, ...missing])
}

/**
 * Puts defaults into an object of the API; a null where none may be goes.
 * @returns a new object. @throws ApiError where it becomes larger than what can be stored
 */
export const withSchemaDefaults = <T>(schema: Structural, value: T): T =>
  filled(schema, value, {bytes: MOST_STORED}) as T
