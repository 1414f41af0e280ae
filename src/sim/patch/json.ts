// The two patches that know nothing of types: JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7386).
import {applyPatch, type Operation} from 'rfc6902'
import {ApiError, badRequest} from '../api/status.ts'

export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The API server's limit of operations in one patch. */
const MAX_OPERATIONS = 10_000
const OPERATIONS = new Set(['add', 'copy', 'move', 'remove', 'replace', 'test'])

/** What the server says of a patch that does not fit the object; the reason stays in its log. */
const rejected = (): ApiError =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

const isOperation = (value: unknown): value is Operation =>
  isObject(value) && typeof value['op'] === 'string' && typeof value['path'] === 'string'

/**
 * @param operations the parsed body
 * @returns a new object. @throws ApiError BadRequest where it is no patch, Invalid where it does not fit the object
 */
export const applyJsonPatch = (object: Json, operations: unknown): Json => {
  if (!Array.isArray(operations))
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  if (operations.length > MAX_OPERATIONS)
    throw new ApiError(
      413,
      'RequestEntityTooLarge',
      `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    )
  if (!operations.every(operation => isOperation(operation) && OPERATIONS.has(operation.op))) throw rejected()
  const copy = {root: structuredClone(object)}
  const errors = applyPatch(
    copy,
    operations.map(operation => ({
      ...operation,
      path: `/root${operation.path}`,
      ...('from' in operation && {from: `/root${operation.from}`}),
    })),
  )
  if (errors.some(error => error !== null) || !isObject(copy.root)) throw rejected()
  return copy.root
}

/** @returns a new object in which null took fields away, objects were merged and all else was replaced */
export const mergePatch = (object: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch
  const merged: Json = isObject(object) ? {...object} : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = mergePatch(merged[key], value)
  }
  return merged
}
