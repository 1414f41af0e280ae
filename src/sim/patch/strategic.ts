// Strategic merge patch: lists whose items have a key are merged by it, and directives (`$patch`, `$retainKeys`,
// `$setElementOrder/…`, `$deleteFromPrimitiveList/…`) say what merging cannot. It is what kubectl apply, set and edit send.
import {badRequest, StatusError} from '../api/status.ts'
import {goText} from '../schema/go-text.ts'
import type {ListShape, StructShape, TypeShape} from '../schema/types.ts'
import {jsonTypeOf} from '../schema/values.ts'
import {isObject, type Json} from './json.ts'
import {arrange, type KeyOf, positions} from './order.ts'

const DIRECTIVE = '$patch'
const RETAIN = '$retainKeys'
const ORDER = '$setElementOrder/'
const DELETE = '$deleteFromPrimitiveList/'

const isDirective = (key: string): boolean =>
  key === DIRECTIVE || key === RETAIN || key.startsWith(ORDER) || key.startsWith(DELETE)

/** The error the server does not foresee: a 500 with the patch library's message. */
const unexpected = (message: string): StatusError => new StatusError(500, '', message)

const noMergeKey = (item: Json, key: string): StatusError =>
  unexpected(`map: ${goText(item)} does not contain declared merge key: ${key}`)

/** A value as it is added: without directives and without fields that are only to be taken away. */
const added = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter(item => !isObject(item) || !(DIRECTIVE in item)).map(added)
  if (!isObject(value)) return value
  const fields = Object.entries(value).filter(([key, field]) => field !== null && !isDirective(key))
  return Object.fromEntries(fields.map(([key, field]) => [key, added(field)]))
}

const fieldShape = (shape: TypeShape | undefined, field: string): TypeShape | undefined => {
  if (shape?.is === 'struct') return shape.fields.get(field)
  return shape?.is === 'map' ? shape.values : undefined
}

const listOf = (value: unknown, what: string): unknown[] => {
  if (!Array.isArray(value)) throw badRequest(`invalid patch format of ${what}`)
  return value
}

/** By what the items of a list are identified, where the list is merged. */
const mergeIdentity = (shape: TypeShape | undefined): KeyOf | undefined => {
  if (shape?.is !== 'list' || !shape.patch.includes('merge')) return undefined
  const {patchKey} = shape
  if (patchKey === undefined) return item => item
  return item => {
    if (!isObject(item) || item[patchKey] === undefined) throw noMergeKey(isObject(item) ? item : {}, patchKey)
    return item[patchKey]
  }
}

/** Takes out of a list what the patch deletes, and out of the patch what is a directive. */
const applyListDirectives = (original: readonly unknown[], patch: readonly unknown[], identity: KeyOf) => {
  const directives = patch.filter(item => isObject(item) && DIRECTIVE in item) as Json[]
  const items = patch.filter(item => !isObject(item) || !(DIRECTIVE in item))
  const deleted = new Set<unknown>()
  for (const directive of directives) {
    if (directive[DIRECTIVE] === 'delete') deleted.add(identity(directive))
    else if (directive[DIRECTIVE] !== 'replace')
      throw unexpected(
        directive[DIRECTIVE] === 'merge'
          ? 'merging lists cannot yet be specified in the patch'
          : `unknown patch type: ${directive[DIRECTIVE]} in map: ${goText(directive)}`,
      )
  }
  const replace = directives.some(directive => directive[DIRECTIVE] === 'replace')
  return {items, kept: replace ? [] : original.filter(item => !deleted.has(identity(item)))}
}

/** Items that a patch brings must stand in the order that it asks for. */
const checkOrder = (items: readonly unknown[], order: readonly unknown[] | undefined, identity: KeyOf): void => {
  let at = 0
  for (const wanted of order ?? []) if (at < items.length && identity(items[at]) === identity(wanted)) at++
  if (order && order.length > 0 && at < items.length)
    throw unexpected(
      `The order in patch list:\n${goText(items)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    )
}

const mergeList = (shape: ListShape, original: readonly unknown[], patch: readonly unknown[], order?: unknown[]) => {
  const identity = mergeIdentity(shape)
  if (!identity) return added(patch) as unknown[]
  const {items, kept} = applyListDirectives(original, patch, identity)
  checkOrder(items, order, identity)
  const merged = [...kept]
  const places = positions(merged, identity)
  for (const item of items) {
    const key = identity(item)
    const index = places.get(key)
    const existing = index === undefined ? undefined : merged[index]
    if (index === undefined) places.set(key, merged.push(added(item)) - 1)
    else merged[index] = isObject(existing) && isObject(item) ? mergeObject(shape.items, existing, item) : item
  }
  return arrange(merged, order ?? items, original, identity)
}

/** Fields that `$retainKeys` does not name go; a patch that sets a field it does not retain is wrong. */
const retained = (original: Json, patch: Json): Json => {
  if (!(RETAIN in patch)) return original
  const keys = new Set(listOf(patch[RETAIN], RETAIN))
  if (Object.entries(patch).some(([key, value]) => value !== null && !isDirective(key) && !keys.has(key)))
    throw badRequest('invalid patch format of retainKeys')
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.has(key)))
}

const mergeField = (shape: TypeShape | undefined, original: unknown, patch: unknown, order?: unknown[]): unknown => {
  if (isObject(original) && isObject(patch)) return mergeObject(shape, original, patch)
  if (Array.isArray(original) && Array.isArray(patch) && shape?.is === 'list')
    return mergeList(shape, original, patch, order)
  const value = added(patch)
  const identity = mergeIdentity(shape)
  return order && identity && Array.isArray(value) ? arrange(value, order, [], identity) : value
}

const mergeObject = (shape: TypeShape | undefined, original: Json, patch: Json): Json => {
  const directive = patch[DIRECTIVE]
  if (directive === 'replace') return added(patch) as Json
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge')
    throw unexpected(`unknown patch type: ${directive} in map: ${goText(patch)}`)
  const result = {...retained(original, patch)}
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE)) {
      const field = key.slice(DELETE.length)
      const gone = new Set(listOf(value, 'primitive list'))
      if (Array.isArray(result[field])) result[field] = result[field].filter(item => !gone.has(item))
    } else if (key.startsWith(ORDER)) {
      const field = key.slice(ORDER.length)
      const identity = mergeIdentity(fieldShape(shape, field))
      const list = result[field]
      if (identity && Array.isArray(list) && !(field in patch))
        result[field] = arrange(list, listOf(value, 'setElementOrder list'), list, identity)
    } else if (value === null) delete result[key]
    else if (!isDirective(key)) {
      const order = patch[`${ORDER}${key}`]
      const wanted = order === undefined ? undefined : listOf(order, 'setElementOrder list')
      result[key] = mergeField(fieldShape(shape, key), result[key], value, wanted)
    }
  }
  return result
}

/**
 * @param patch the parsed body
 * @returns a new object
 * @throws ApiError BadRequest for a directive of a wrong form; 500, as the real server has it, for an item without its
 * merge key and for an unknown `$patch`
 */
export const strategicMergePatch = (shape: StructShape, object: Json, patch: unknown): Json => {
  if (!isObject(patch))
    throw badRequest(`json: cannot unmarshal ${jsonTypeOf(patch)} into Go value of type map[string]interface {}`)
  return mergeObject(shape, object, patch)
}
