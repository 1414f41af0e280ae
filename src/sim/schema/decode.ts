// From the body of a request to an object: what `fieldValidation` asks for, and the errors of an API server's codec.
import {parseDocument} from 'yaml'
import type {KubeObject} from '../api/object.ts'
import {badRequest} from '../api/status.ts'
import {goJsonError} from './go-text.ts'
import {duplicateFields} from './json-text.ts'
import {typed} from './typed.ts'
import type {GroupVersionKind} from './types.ts'
import {shapeOf} from './types.ts'
import {DecodeError, jsonTypeOf} from './values.ts'

/** The request's `fieldValidation`; without one the server warns. */
export type FieldValidation = 'Ignore' | 'Strict' | 'Warn'

export interface Decoded {
  object: KubeObject
  /** For `Warning: 299 - "…"` headers, one each. */
  warnings: string[]
}

const apiVersion = ({group, version}: GroupVersionKind): string => (group === '' ? version : `${group}/${version}`)

/** @throws ApiError BadRequest, as the codec words it */
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
    const {value: object, unknown} = typed(shapeOf(type), value)
    const complaints = [...strict, ...unknown.map(path => `unknown field "${path}"`)]
    if (mode === 'Strict' && complaints.length > 0)
      throw cannotHandle(type, `strict decoding error: ${complaints.join(', ')}`)
    return {object: object as KubeObject, warnings: mode === 'Warn' ? complaints : []}
  } catch (error) {
    if (error instanceof DecodeError) throw cannotHandle(type, error.message)
    throw error
  }
}

interface Parsed {
  value: unknown
  duplicates: string[]
}

const unrecognized = ({kind}: GroupVersionKind, why: string, text: string) =>
  badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${quoted(text)})`)

/** The start of a body: as it is where it is text of JSON objects, in hexadecimal digits otherwise. */
const quoted = (text: string): string => {
  const start = text.slice(0, 64)
  return start.startsWith('{') ? start : Buffer.from(start).toString('hex')
}

const parseJson = (type: GroupVersionKind, text: string): Parsed => {
  try {
    const value: unknown = JSON.parse(text)
    return {value, duplicates: duplicateFields(text).map(path => `duplicate field "${path}"`)}
  } catch (error) {
    throw unrecognized(type, `couldn't get version/kind; json parse error: ${goJsonError(text, error)}`, text)
  }
}

const parseYaml = (type: GroupVersionKind, text: string): Parsed => {
  const document = parseDocument(text, {uniqueKeys: true, merge: true})
  const [fatal] = document.errors.filter(error => error.code !== 'DUPLICATE_KEY')
  if (fatal) throw unrecognized(type, `yaml: ${fatal.message.split('\n')[0]}`, text)
  return {
    value: document.toJS(),
    duplicates: document.errors.map(error => `yaml: line ${error.linePos?.[0].line ?? 1}: key already set in map`),
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
  const {value, duplicates} = format === 'json' ? parseJson(type, text) : parseYaml(type, text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonTypeOf(value)} ${NO_OBJECT}`
    throw unrecognized(type, why, text)
  }
  const head = value as {apiVersion?: string; kind?: string}
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
