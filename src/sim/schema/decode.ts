// From the body of a request to an object: what `fieldValidation` asks for, and the errors of an API server's codec.
import type {KubeObject} from '../api/object.ts'
import {badRequest} from '../api/status.ts'
import {MOST_COMPLAINTS, type Parsed, readJson, TextError} from './json-text.ts'
import {readTyped} from './typed.ts'
import type {GroupVersionKind} from './types.ts'
import {DecodeError, jsonTypeOf} from './values.ts'
import {readYaml} from './yaml-text.ts'

/** The request's `fieldValidation`; without one the server warns. */
export type FieldValidation = 'Ignore' | 'Strict' | 'Warn'

export interface Decoded {
  object: KubeObject
  /** For `Warning: 299 - "…"` headers, one each. */
  warnings: string[]
}

const apiVersion = ({group, version}: GroupVersionKind): string => (group === '' ? version : `${group}/${version}`)

/** @throws ApiError BadRequest, with the message of the codec */
const cannotHandle = ({version, kind}: GroupVersionKind, why: string) =>
  badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`)

/**
 * Brings a parsed object into its type: see typed.ts.
 * @param strict what was found wrong with the text already
 * @throws ApiError BadRequest on a wrong type, and in mode Strict on unknown fields
 */
export const decodeObject = (
  type: GroupVersionKind,
  value: unknown,
  mode: FieldValidation = 'Ignore',
  strict: readonly string[] = [],
): Decoded => {
  try {
    const {value: object, unknown} = readTyped(type, value)
    const complaints = [...strict, ...unknown.map(path => `unknown field "${path}"`)].slice(0, MOST_COMPLAINTS)
    if (mode === 'Strict' && complaints.length > 0)
      throw cannotHandle(type, `strict decoding error: ${complaints.join(', ')}`)
    return {object: object as KubeObject, warnings: mode === 'Warn' ? complaints : []}
  } catch (error) {
    if (error instanceof DecodeError) throw cannotHandle(type, error.message)
    throw error
  }
}

const unrecognized = ({kind}: GroupVersionKind, why: string, text: string) =>
  badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${quoted(text)})`)

/** The start of a body: as it is where it is text of JSON objects, in hexadecimal digits otherwise. */
const quoted = (text: string): string => {
  const start = text.slice(0, 64)
  return start.startsWith('{') ? start : Buffer.from(start).toString('hex')
}

const parse = (type: GroupVersionKind, text: string, format: 'json' | 'yaml'): Parsed => {
  try {
    return format === 'json' ? readJson(text) : readYaml(text)
  } catch (error) {
    if (!(error instanceof TextError)) throw error
    const why = format === 'json' ? "couldn't get version/kind; json parse error" : 'yaml'
    throw unrecognized(type, `${why}: ${error.message}`, text)
  }
}

const NO_OBJECT =
  'into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/**
 * @param text JSON or YAML, by the request's Content-Type
 * @param mode `fieldValidation`; in mode Ignore what is too much is dropped in silence
 * @throws ApiError BadRequest: unreadable, of another kind, a value of a wrong type, or (Strict) a field too many
 */
export const decodeStrict = (
  type: GroupVersionKind,
  text: string,
  mode: FieldValidation = 'Warn',
  format: 'json' | 'yaml' = 'json',
): Decoded => {
  const {value, duplicates} = parse(type, text, format)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf(value)} ${NO_OBJECT}`
    throw unrecognized(type, why, text)
  }
  const head = value as {apiVersion?: string; kind?: string}
  for (const field of ['apiVersion', 'kind'] as const)
    if (typeof (head[field] ?? '') !== 'string') {
      const why = `json: cannot unmarshal ${jsonTypeOf(head[field])} into Go struct field .${field} of type string`
      throw unrecognized(type, `couldn't get version/kind; json parse error: ${why}`, text)
    }
  const given = {apiVersion: head.apiVersion || apiVersion(type), kind: head.kind || type.kind}
  if (given.apiVersion !== apiVersion(type) || given.kind !== type.kind) {
    const version = given.apiVersion.split('/').at(-1)
    const package_ = type.group === '' ? 'core' : type.group.replace(/\..*/, '')
    throw badRequest(
      `${given.kind} in version "${version}" cannot be handled as a ${type.kind}: converting (${version}.${given.kind}) to (${package_}.${type.kind}): unknown conversion`,
    )
  }
  return decodeObject(type, {...value, ...given}, mode, duplicates)
}
