// JSON Patch (RFC 6902), which knows nothing of types.
import {isDeepStrictEqual} from 'node:util'
import {applyPatch, type Operation, Pointer} from 'rfc6902'
import {badRequest, StatusError} from '../api/status.ts'
import {MOST_NESTING} from '../schema/json-text.ts'
import {isObject, type Json} from './json.ts'

/** The API server's limit of operations in one patch. */
const MAX_OPERATIONS = 10_000
/**
 * Characters and values that `copy` and `move` may carry in all. The API server limits copies to the size of a body: each
 * of them may double what is there.
 */
const MOST_CARRIED = 3 * 1024 * 1024
const OPERATIONS = new Set(['add', 'copy', 'move', 'remove', 'replace', 'test'])

/** What the server says of a patch that does not fit the object; the reason stays in its log. */
const rejected = (): StatusError =>
  new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

const isOperation = (value: unknown): value is Operation =>
  isObject(value) && typeof value['op'] === 'string' && typeof value['path'] === 'string'

/** How deep a value is, and how much is in it: characters of texts and keys, and one for each value. */
const extentOf = (value: unknown): {depth: number; size: number} => {
  if (typeof value !== 'object' || value === null) return {depth: 0, size: typeof value === 'string' ? value.length : 1}
  let [depth, size] = [0, 1]
  for (const [key, inner] of Object.entries(value)) {
    const within = extentOf(inner)
    depth = Math.max(depth, within.depth)
    size += key.length + within.size
  }
  return {depth: depth + 1, size}
}

/** @returns what the operation carried. @throws ApiError Invalid where it does not fit, or makes the object too deep */
const perform = (document: Json, operation: Operation): number => {
  const path = Pointer.fromJSON(operation.path)
  // The library compares lists item by item with all others.
  if (operation.op === 'test') {
    if (!isDeepStrictEqual(path.get(document), operation.value)) throw rejected()
    return 0
  }
  const from = 'from' in operation ? Pointer.fromJSON(operation.from).evaluate(document) : undefined
  for (const place of [path.evaluate(document), from]) if (place && typeof place.parent !== 'object') throw rejected()
  const placed = from ? from.value : 'value' in operation ? operation.value : undefined
  const {depth, size} = extentOf(placed)
  if (path.tokens.length + depth > MOST_NESTING) throw rejected()
  if (applyPatch(document, [operation]).some(error => error !== null)) throw rejected()
  return from ? size : 0
}

/**
 * @param operations the parsed body
 * @returns a new object. @throws ApiError BadRequest where it is no patch, Invalid where it does not fit the object
 */
export const applyJsonPatch = (object: Json, operations: unknown): Json => {
  if (!Array.isArray(operations))
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
  if (operations.length > MAX_OPERATIONS)
    throw new StatusError(
      413,
      'RequestEntityTooLarge',
      `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    )
  if (!operations.every(operation => isOperation(operation) && OPERATIONS.has(operation.op))) throw rejected()
  const document = {root: structuredClone(object)}
  let carried = 0
  for (const operation of operations) {
    carried += perform(document, {
      ...operation,
      path: `/root${operation.path}`,
      ...('from' in operation && {from: `/root${operation.from}`}),
    })
    if (carried > MOST_CARRIED) throw rejected()
  }
  if (!isObject(document.root)) throw rejected()
  return document.root
}
