// JSON Merge Patch (RFC 7386), which knows nothing of types.

export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

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
