// Validates a custom resource against its schema, with the API server's words (k8s.io/kube-openapi, pkg/validation, and what
// k8s.io/apiextensions-apiserver, pkg/apiserver/validation makes of its errors).
import {isDeepStrictEqual} from 'node:util'
import type {StatusCause} from '../../api/status.ts'
import {duplicate, invalid, notSupported, required, tooLong, tooMany, typeInvalid} from '../validation/causes.ts'
import {formatOf, isOfFormat} from './formats.ts'
import {goFloat} from './go-number.ts'
import {Pattern} from './pattern.ts'
import {Budget, fieldOf, isObject, type Json, type Structural, TooMuchWork} from './structural.ts'

/** The patterns of a schema, each read once. */
export type Patterns = Map<string, Pattern>

interface Work {
  patterns: Patterns
  budget: Budget
}

/** At the object itself the server names no field. */
const NOWHERE = '<nil>'

const within = (place: string, name: string): string => (place === '' ? name : `${place}.${name}`)

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** The format that Go's own type of a number has. */
const goFormat: Readonly<Record<string, string>> = {integer: 'int64', number: 'double'}

/** @returns at most one cause: with another type nothing else is looked at */
const typeCauses = (schema: Structural, value: unknown, place: string): StatusCause[] => {
  const {type = '', nullable} = schema
  const format = formatOf(schema)
  const types = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : [type]
  const found = typeOf(value)
  const wrong = (wanted: string, given: string) => [
    typeInvalid(place || NOWHERE, given, `${place} in body must be of type ${wanted}: ${JSON.stringify(given)}`),
  ]
  if (types[0] === '') return []
  if (found === 'null') return nullable ? [] : wrong(types.join(), found)
  if (types.includes(found) || (type === 'number' && found === 'integer')) return []
  // Here the server compares formats: that of a boolean or an object is empty.
  if (format !== '' && found !== 'string' && found !== 'array') return wrong(format, goFormat[found] ?? '')
  return wrong(types.join(), found)
}

const patternOf = (source: string, patterns: Patterns): Pattern => {
  const pattern = patterns.get(source) ?? new Pattern(source)
  patterns.set(source, pattern)
  return pattern
}

const textCauses = (schema: Structural, value: string, place: string, {patterns, budget}: Work): StatusCause[] => {
  const {minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern} = schema
  const format = formatOf(schema)
  const length = minLength > 0 || value.length > maxLength ? Array.from(value).length : value.length
  return [
    ...(length > maxLength ? [tooLong(place, maxLength)] : []),
    ...(length < minLength
      ? [invalid(place, value, `${place} in body should be at least ${minLength} chars long`)]
      : []),
    ...(pattern === undefined || patternOf(pattern, patterns).test(value, budget)
      ? []
      : [invalid(place, value, `${place} in body should match '${pattern}'`)]),
    ...(isOfFormat(format, value)
      ? []
      : [typeInvalid(place, value, `${place} in body must be of type ${format}: ${JSON.stringify(value)}`)]),
  ]
}

const numberCauses = (schema: Structural, value: number, place: string): StatusCause[] => {
  const {multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum} = schema
  const say = (what: string) => invalid(place, value, `${place} in body should be ${what}`)
  const isOver = maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)
  const isUnder = minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)
  return [
    ...(multipleOf && !Number.isInteger(value / multipleOf) ? [say(`a multiple of ${goFloat(multipleOf)}`)] : []),
    ...(isOver ? [say(`less than ${exclusiveMaximum ? '' : 'or equal to '}${goFloat(maximum)}`)] : []),
    ...(isUnder ? [say(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${goFloat(minimum)}`)] : []),
  ]
}

/** What messages take is work too: a value may be told many times, and a place may be a megabyte long. */
const told = (causes: StatusCause[], {budget}: Work): StatusCause[] => {
  for (const {message} of causes) budget.spend(message.length)
  return causes
}

const lengthCost = (place: string): number => 1 + Math.trunc(place.length / 16)

/** @param keys by which an item is known; the whole item where there are none */
const duplicateCauses = (
  list: readonly unknown[],
  keys: readonly string[],
  place: string,
  {budget}: Work,
): StatusCause[] => {
  budget.spend(list.length * lengthCost(place))
  const seen = new Set<string>()
  return list.flatMap((item, index) => {
    const identity = keys.length === 0 ? item : Object.fromEntries(keys.map(key => [key, isObject(item) && item[key]]))
    const text = JSON.stringify(identity)
    budget.spend(lengthCost(text))
    if (seen.has(text)) return [duplicate(`${place}[${index}]`, identity)]
    seen.add(text)
    return []
  })
}

const listCauses = (schema: Structural, list: readonly unknown[], place: string, work: Work): StatusCause[] => {
  const {minItems = 0, maxItems = Number.POSITIVE_INFINITY} = schema
  const type = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  return [
    ...(list.length < minItems
      ? [invalid(place, list.length, `${place} in body should have at least ${minItems} items`)]
      : []),
    ...(list.length > maxItems ? [tooMany(place, list.length, maxItems)] : []),
    ...(type === 'set' || (type === 'map' && keys.length > 0)
      ? duplicateCauses(list, type === 'set' ? [] : keys, place, work)
      : []),
  ]
}

const objectCauses = (schema: Structural, object: Json, place: string): StatusCause[] => {
  const {minProperties = 0, maxProperties = Number.POSITIVE_INFINITY} = schema
  const count = Object.keys(object).length
  return [
    ...(count < minProperties
      ? [invalid(place, count, `${place} in body should have at least ${minProperties} properties`)]
      : []),
    ...(count > maxProperties ? [tooMany(place, count, maxProperties)] : []),
  ]
}

/** Told last, as the server does. */
const missing = ({required: names = []}: Structural, object: Json, place: string, {budget}: Work): StatusCause[] => {
  budget.spend(names.length * lengthCost(place))
  return names.filter(name => !Object.hasOwn(object, name)).map(name => required(within(place, name)))
}

/** What is wrong further in. */
const innerCauses = (schema: Structural, value: unknown, place: string, work: Work, old: unknown): StatusCause[] => {
  const {items} = schema
  if (Array.isArray(value))
    return items ? value.flatMap((item, index) => causesOf(items, item, `${place}[${index}]`, work)) : []
  if (!isObject(value)) return []
  const before = isObject(old) ? old : {}
  const found = Object.entries(value).flatMap(([name, inner]) => {
    const field = fieldOf(schema, name)
    return field ? causesOf(field, inner, within(place, name), work, before[name]) : []
  })
  return [...found, ...missing(schema, value, place, work)]
}

const alternatives = (schema: Structural, value: unknown, place: string, work: Work): StatusCause[] => {
  const {allOf = [], anyOf = [], oneOf = [], not} = schema
  const must = (what: string) => told([invalid(NOWHERE, '', `${JSON.stringify(place)} must ${what}`)], work)
  const failuresOf = (schemas: readonly Structural[]) => schemas.map(one => causesOf(one, value, place, work))
  const any = failuresOf(anyOf)
  const one = failuresOf(oneOf)
  const valid = one.filter(({length}) => length === 0).length
  const all = failuresOf(allOf).filter(({length}) => length > 0)
  return [
    ...(any.length > 0 && any.every(({length}) => length > 0)
      ? [...must('validate at least one schema (anyOf)'), ...(any[0] ?? [])]
      : []),
    ...(one.length > 0 && valid === 0
      ? [...must('validate one and only one schema (oneOf). Found none valid'), ...(one[0] ?? [])]
      : []),
    ...(valid > 1 ? [...must(`validate one and only one schema (oneOf). Found ${valid} valid alternatives`)] : []),
    ...(all.length > 0
      ? [
          ...all.flat(),
          ...must(`validate all the schemas (allOf)${all.length === allOf.length ? '. None validated' : ''}`),
        ]
      : []),
    ...(not && causesOf(not, value, place, work).length === 0 ? [...must('not validate the schema (not)')] : []),
  ]
}

const enumCauses = ({enum: values}: Structural, value: unknown, place: string, {budget}: Work): StatusCause[] => {
  if (!values) return []
  budget.spend(values.length)
  if (values.some(one => (isObject(one) ? isDeepStrictEqual(one, value) : one === value))) return []
  const shown = values.map(one => (typeof one === 'string' ? one : JSON.stringify(one)))
  return [notSupported(place || NOWHERE, value, shown)]
}

/** @param old what was there before: what stays as it was is not held against anybody (ratcheting, since 1.30) */
const causesOf = (schema: Structural, value: unknown, place: string, work: Work, old?: unknown): StatusCause[] => {
  work.budget.spend(lengthCost(place))
  if (old !== undefined && isDeepStrictEqual(old, value)) return []
  if (value === null && schema.nullable) return []
  const wrong = typeCauses(schema, value, place)
  if (wrong.length > 0) return told(wrong, work)
  const own = [
    ...(typeof value === 'string' ? textCauses(schema, value, place, work) : []),
    ...(typeof value === 'number' ? numberCauses(schema, value, place) : []),
    ...(Array.isArray(value) ? listCauses(schema, value, place, work) : []),
    ...enumCauses(schema, value, place, work),
    ...(isObject(value) ? objectCauses(schema, value, place) : []),
  ]
  return [
    ...alternatives(schema, value, place, work),
    ...told(own, work),
    ...innerCauses(schema, value, place, work, old),
  ]
}

/**
 * @param old the stored object, where this is an update
 * @returns what is wrong, in the order in which it stands in the object
 */
export const validateCustom = (schema: Structural, object: Json, patterns: Patterns, old?: Json): StatusCause[] => {
  try {
    return causesOf(schema, object, '', {patterns, budget: new Budget()}, old)
  } catch (error) {
    if (error instanceof TooMuchWork) return [invalid(NOWHERE, '', error.message)]
    throw error
  }
}
