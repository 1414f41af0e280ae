// The body of a server-side apply: it stays as it was sent, since only what is in it is owned.
import type {KubeObject} from '../../api/object.ts'
import {apiVersionOf} from '../../api/resource.ts'
import {badRequest, StatusError} from '../../api/status.ts'
import type {FieldValidation} from '../../schema/decode.ts'
import {type Parsed, TextError} from '../../schema/json-text.ts'
import type {GroupVersionKind, ListShape, Scalar, TypeShape} from '../../schema/types.ts'
import {shapeOf} from '../../schema/types.ts'
import {jsonTypeOf} from '../../schema/values.ts'
import {readYaml} from '../../schema/yaml-text.ts'
import {isObject, type Json} from '../json.ts'
import {child, field, itemElement, keyOf, type Path, pathText, ROOT} from './path.ts'
import {shapeOfField} from './walk.ts'

/** JSON's type that a scalar must be of, and how it is called. */
const EXPECTED: Readonly<Partial<Record<Scalar, readonly [type: string, words: string]>>> = {
  boolean: ['bool', 'boolean'],
  bytes: ['string', 'string'],
  double: ['number', 'numeric (int or float)'],
  int32: ['number', 'numeric (int or float)'],
  int64: ['number', 'numeric (int or float)'],
  string: ['string', 'string'],
}

const itemErrors = (shape: ListShape, list: readonly unknown[], path: Path): string[] => {
  const seen = new Set<string>()
  return list.flatMap((item, index) => {
    const element = itemElement(shape, item)
    if (element === undefined) {
      const missing = isObject(item) ? shape.keys.find(key => !keyOf({...shape, keys: [key]}, item)) : shape.keys[0]
      return [
        `${pathText(path)}: element ${index}: associative list with keys has an element that omits key field ${JSON.stringify(missing)} (and doesn't have default value)`,
      ]
    }
    if (seen.has(element)) {
      const key = pathText(element)
      return [`${pathText(path)}: duplicate entries for key ${key}`]
    }
    seen.add(element)
    return shape.type === 'map' ? errorsOf(shape.items, item, child(path, element)) : []
  })
}

const errorsOf = (shape: TypeShape | undefined, value: unknown, path: Path): string[] => {
  if (value === null || !shape) return []
  const wrong = (expected: string) => [`${pathText(path)}: expected ${expected}, got ${jsonTypeOf(value)}`]
  if (shape.is === 'scalar') {
    const [type, words] = EXPECTED[shape.type] ?? []
    return words && jsonTypeOf(value) !== type ? wrong(words) : []
  }
  if (shape.is === 'list') {
    if (!Array.isArray(value)) return wrong('list')
    return shape.type === 'atomic' ? [] : itemErrors(shape, value, path)
  }
  if (!isObject(value)) return wrong('map')
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = child(path, field(name))
    if (shape.is === 'struct' && !shapeOfField(shape, name)) return [`${pathText(place)}: field not declared in schema`]
    return errorsOf(shapeOfField(shape, name), inner, place)
  })
}

const parse = (text: string): Parsed => {
  try {
    return readYaml(text)
  } catch (error) {
    if (!(error instanceof TextError)) throw error
    throw badRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${error.message}`)
  }
}

const nameOf = (type: GroupVersionKind, {metadata}: KubeObject): string => {
  const {name = '', namespace} = metadata ?? {}
  const place = namespace ? `${namespace}/${name}` : `/${name}`
  return `${place}; ${apiVersionOf(type)}, Kind=${type.kind}`
}

/**
 * @param text YAML, or JSON, which is YAML too
 * @returns the object as it was sent, and warnings (mode Warn)
 * @throws ApiError BadRequest: no YAML, another version, with managedFields of its own, or (Strict) keys named twice;
 * 500, as the real server has it, for fields and values that the type does not have
 */
export const readApplied = (
  type: GroupVersionKind,
  text: string,
  mode: FieldValidation = 'Warn',
): {object: KubeObject; warnings: string[]} => {
  const {value, duplicates} = parse(text)
  if (!isObject(value)) throw badRequest('error decoding YAML: json: cannot unmarshal into an object')
  if (mode === 'Strict' && duplicates.length > 0)
    throw badRequest(`error strict decoding YAML: ${duplicates.join(', ')}`)
  const object = value as Json as KubeObject
  const [given = '', expected] = [object.apiVersion, apiVersionOf(type)]
  if (given !== expected)
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${given}, expected: ${expected}`,
    )
  if (object.metadata?.managedFields) throw badRequest('metadata.managedFields must be nil')
  const errors = errorsOf(shapeOf(type), object, ROOT)
  if (errors.length > 0) {
    const summary = errors.length === 1 ? errors[0] : `errors:\n${errors.map(error => `  ${error}`).join('\n')}`
    throw new StatusError(500, '', `failed to create typed patch object (${nameOf(type, object)}): ${summary}`)
  }
  return {object, warnings: mode === 'Warn' ? duplicates : []}
}
