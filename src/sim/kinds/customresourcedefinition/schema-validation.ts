// What an API server refuses of a schema: k8s.io/apiextensions-apiserver, pkg/apiserver/schema/validation.go, and
// validateCustomResourceDefinitionOpenAPISchema of pkg/apis/apiextensions/validation.
import type {StatusCause} from '../../api/status.ts'
import {customSchema, isObject, type Json, Pattern, PatternError, type Structural} from '../../schema/custom/index.ts'
import {forbidden, invalid, notSupported, required} from '../../schema/validation/causes.ts'

/** Steps of all patterns of a definition together: a short pattern may stand for many. */
const MOST_PATTERN_STEPS = 200_000

const NOT_SUPPORTED = ['$ref', 'definitions', 'dependencies', 'id', 'patternProperties']
/** What stands outside of `allOf`, `anyOf`, `oneOf` and `not` only. */
const STRUCTURAL_ONLY = ['additionalProperties', 'default', 'description', 'nullable', 'title', 'type']
const LIST_TYPES = ['atomic', 'map', 'set']
const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const OF_METADATA = ['generateName', 'name']

type Level = 'field' | 'item' | 'junctor' | 'root'

interface Work {
  causes: StatusCause[]
  /** Steps of patterns that are left. */
  steps: number
}

const checkPattern = (pattern: string, field: string, work: Work): void => {
  try {
    if (work.steps < 0) throw new PatternError('expression too large')
    work.steps -= new Pattern(pattern).size
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    const why = `must be a valid regular expression, but isn't: error parsing regexp: ${error.message}`
    work.causes.push(invalid(`${field}.pattern`, pattern, why))
  }
}

const checkType = (schema: Structural, field: string, level: Level, {causes}: Work): void => {
  const {type = ''} = schema
  const place = `${field}.type`
  if (level === 'junctor') return
  const isFree = schema['x-kubernetes-int-or-string'] || schema['x-kubernetes-preserve-unknown-fields']
  if (type === '') {
    if (level === 'root') causes.push(required(place, 'must not be empty at the root'))
    else if (!isFree)
      causes.push(
        required(place, `must not be empty for specified ${level === 'field' ? 'object fields' : 'array items'}`),
      )
  } else if (level === 'root' && type !== 'object') causes.push(invalid(place, type, 'must be object at the root'))
  else if (type === 'null') causes.push(forbidden(place, 'type cannot be set to null, use nullable as an alternative'))
  else if (!TYPES.includes(type)) causes.push(notSupported(place, type, TYPES))
  else if (schema['x-kubernetes-int-or-string'])
    causes.push(invalid(place, type, 'must be empty if x-kubernetes-int-or-string is true'))
  else if (schema['x-kubernetes-embedded-resource'] && type !== 'object')
    causes.push(invalid(place, type, 'must be object if x-kubernetes-embedded-resource is true'))
}

const checkList = (schema: Structural, field: string, {causes}: Work): void => {
  if (schema.type === 'array' && !schema.items) causes.push(required(`${field}.items`, 'must be specified'))
  const type = schema['x-kubernetes-list-type']
  if (type === undefined) return
  if (schema.type !== 'array')
    causes.push(invalid(`${field}.type`, schema.type, 'must be array if x-kubernetes-list-type is specified'))
  if (!LIST_TYPES.includes(type)) causes.push(notSupported(`${field}.x-kubernetes-list-type`, type, LIST_TYPES))
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const place = `${field}.x-kubernetes-list-map-keys`
  if (type === 'map' && keys.length === 0)
    causes.push(required(place, 'must not be empty if x-kubernetes-list-type is map'))
  const {properties = {}, required: needed = []} = schema.items ?? {}
  for (const [index, key] of keys.entries()) {
    const found = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (!found) causes.push(invalid(`${place}[${index}]`, key, 'entries must all be names of item properties'))
    else if (!needed.includes(key) && found.default === undefined)
      causes.push(
        required(
          `${field}.items.properties[${key}].default`,
          'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
        ),
      )
  }
}

const checkKeywords = (schema: Json & Structural, field: string, level: Level, {causes}: Work): void => {
  for (const name of NOT_SUPPORTED)
    if (schema[name] !== undefined) causes.push(forbidden(`${field}.${name}`, `${name} is not supported`))
  if (schema['uniqueItems'] === true)
    causes.push(
      forbidden(
        `${field}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    )
  if (schema.additionalProperties === false)
    causes.push(forbidden(`${field}.additionalProperties`, 'additionalProperties cannot be set to false'))
  else if (schema.additionalProperties !== undefined && schema.properties)
    causes.push(forbidden(`${field}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'))
  if (Array.isArray(schema.items))
    causes.push(forbidden(`${field}.items`, 'items must be a schema object and not an array'))
  if (level !== 'junctor') return
  for (const name of STRUCTURAL_ONLY)
    if (schema[name] !== undefined) {
      const what = name === 'default' ? 'undefined' : name === 'nullable' ? 'false' : 'empty'
      causes.push(forbidden(`${field}.${name}`, `must be ${what} to be structural`))
    }
}

/** Of what is in itself fine: a default is an object of its schema. */
const checkDefault = (schema: Structural, field: string, {causes}: Work): void => {
  const value = schema.default
  if (value === undefined || (value === null && schema.nullable)) return
  const wrapper: Structural = {type: 'object', properties: {default: schema}}
  const found = customSchema('', wrapper).validate({default: value})
  causes.push(
    ...found.map(cause => ({...cause, field: (cause.field ?? '').replace(/^(?:default|<nil>)/, `${field}.default`)})),
  )
}

/** `anyOf` of an int-or-string may say the two types, since it is how OpenAPI says so. */
const isTypePair = (schema: Structural, list: readonly Structural[]): boolean =>
  schema['x-kubernetes-int-or-string'] === true &&
  list.every(one => ['integer', 'string'].includes(one.type ?? '') && Object.keys(one).length === 1)

const checkInner = (schema: Structural, field: string, level: Level, work: Work): void => {
  const inner: Level = level === 'junctor' ? level : 'field'
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    check(property, `${field}.properties[${name}]`, inner, work)
  if (schema.items && !Array.isArray(schema.items))
    check(schema.items, `${field}.items`, level === 'junctor' ? level : 'item', work)
  const {additionalProperties} = schema
  if (isObject(additionalProperties)) check(additionalProperties, `${field}.additionalProperties`, inner, work)
  for (const junctor of ['allOf', 'anyOf', 'oneOf'] as const) {
    const list = schema[junctor] ?? []
    if (junctor === 'anyOf' && isTypePair(schema, list)) continue
    for (const [index, one] of list.entries())
      if (!(junctor === 'allOf' && isTypePair(schema, one.anyOf ?? [one])))
        check(one, `${field}.${junctor}[${index}]`, 'junctor', work)
  }
  if (schema.not) check(schema.not, `${field}.not`, 'junctor', work)
}

const isSchema = (value: unknown): value is Structural => isObject(value)

const check = (schema: Structural, field: string, level: Level, work: Work): void => {
  if (!isSchema(schema)) {
    work.causes.push(invalid(field, schema, 'must be a schema'))
    return
  }
  const before = work.causes.length
  checkKeywords(schema as Json & Structural, field, level, work)
  checkType(schema, field, level, work)
  checkList(schema, field, work)
  if (schema.pattern !== undefined) checkPattern(schema.pattern, field, work)
  if (level === 'root' || schema['x-kubernetes-embedded-resource']) {
    const {properties = {}, ...others}: Structural = schema.properties?.['metadata'] ?? {}
    const isMore = [...Object.keys(properties).filter(name => !OF_METADATA.includes(name)), ...Object.keys(others)]
    if (isMore.some(name => !['description', 'type'].includes(name)))
      work.causes.push(
        forbidden(
          `${field}.properties[metadata]`,
          'must not specify anything other than name and generateName, but metadata is implicitly specified',
        ),
      )
  }
  checkInner(schema, field, level, work)
  if (work.causes.length === before) checkDefault(schema, field, work)
}

/** @param fields where the schemas stand, with each of them */
export const validateSchemas = (fields: readonly (readonly [field: string, schema: Structural])[]): StatusCause[] => {
  const work: Work = {causes: [], steps: MOST_PATTERN_STEPS}
  for (const [field, schema] of fields) check(schema, field, 'root', work)
  return work.causes
}
