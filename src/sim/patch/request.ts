// A PATCH request but for server-side apply: which patch it is by its Content-Type, and what the result must be like.
import type {KubeObject} from '../api/object.ts'
import {badRequest, StatusError} from '../api/status.ts'
import type {Decoded, FieldValidation} from '../schema/decode.ts'
import {goText} from '../schema/go-text.ts'
import {MOST_COMPLAINTS, type Parsed, readJson, TextError} from '../schema/json-text.ts'
import {readTyped} from '../schema/typed.ts'
import {type GroupVersionKind, shapeOf} from '../schema/types.ts'
import {DecodeError} from '../schema/values.ts'
import {type Json, mergePatch} from './json.ts'
import {applyJsonPatch} from './operations.ts'
import {strategicMergePatch} from './strategic.ts'

export const JSON_PATCH = 'application/json-patch+json'
export const MERGE_PATCH = 'application/merge-patch+json'
export const STRATEGIC_MERGE_PATCH = 'application/strategic-merge-patch+json'
export const APPLY_PATCH = 'application/apply-patch+yaml'

const PATCHES: Readonly<Record<string, (type: GroupVersionKind, object: Json, patch: unknown) => unknown>> = {
  [JSON_PATCH]: (_type, object, patch) => applyJsonPatch(object, patch),
  [MERGE_PATCH]: (_type, object, patch) => mergePatch(object, patch),
  [STRATEGIC_MERGE_PATCH]: (type, object, patch) => strategicMergePatch(shapeOf(type), object, patch),
}

const parse = (body: string): Parsed => {
  try {
    return readJson(body)
  } catch (error) {
    throw error instanceof TextError ? badRequest(error.message) : error
  }
}

/** The server names neither kind nor object in these. */
const invalidPatch = (patch: string, why: string): StatusError => {
  const message = `Invalid value: ${JSON.stringify(patch)}: ${why}`
  const causes = [{reason: 'FieldValueInvalid', message, field: 'patch'}]
  return new StatusError(422, 'Invalid', ` "" is invalid: patch: ${message}`, {causes})
}

/**
 * @param current the object in the type's version
 * @param contentType of the request; parameters of it are ignored
 * @param body JSON
 * @returns the object that the patch makes of it, in its type, and warnings (mode Warn)
 * @throws ApiError UnsupportedMediaType; BadRequest where the patch is none; Invalid where it does not fit the object,
 * makes a value of a wrong type, or (Strict) a field too many
 */
export const patchObject = (
  type: GroupVersionKind,
  current: KubeObject,
  contentType: string,
  body: string,
  mode: FieldValidation = 'Warn',
): Decoded => {
  const [media = ''] = contentType.split(';')
  // What is merged strategically is said by Go types, which custom resources do not have.
  const known = Object.keys(PATCHES).filter(name => !type.custom || name !== STRATEGIC_MERGE_PATCH)
  const apply = PATCHES[media.trim()]
  if (!apply || !known.includes(media.trim()))
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${[...known, APPLY_PATCH].join(', ')}`,
    )
  const {value: patch, duplicates} = parse(body)
  const patched = apply(type, current, patch)
  const rejected = (why: string): StatusError =>
    invalidPatch(media === STRATEGIC_MERGE_PATCH ? goText(patch) : JSON.stringify(patched), why)
  try {
    const {value, unknown} = readTyped(type, patched)
    const complaints = [...duplicates, ...unknown.map(path => `unknown field "${path}"`)].slice(0, MOST_COMPLAINTS)
    if (mode === 'Strict' && complaints.length > 0) throw rejected(`strict decoding error: ${complaints.join(', ')}`)
    return {object: value as KubeObject, warnings: mode === 'Warn' ? complaints : []}
  } catch (error) {
    if (error instanceof DecodeError) throw rejected(error.message)
    throw error
  }
}
