// What an object becomes on its way through the API server's Go types: fields the type does not have are dropped and told
// of, nulls and empty values vanish where Go's JSON omits them, structs that are no pointers appear as `{}`.

import {
  type GroupVersionKind,
  type ListShape,
  type MapShape,
  type StructShape,
  shapeOf,
  type Typed,
  type TypeShape,
} from './types.ts'
import {DecodeError, jsonTypeOf, readScalar} from './values.ts'

interface FieldPlace {
  /** `spec.containers[0].image`, for unknown fields. */
  path: string
  /** `spec.containers.image`, as Go's decoder says it. */
  fields: string
  /** `Container`, the struct that has the field. */
  struct: string
  unknown: string[]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const goField = ({struct, fields}: FieldPlace): string => `Go struct field ${struct}.${fields}`

const SCALAR_NAMES: Readonly<Record<string, string>> = {boolean: 'bool', bytes: '[]uint8', double: 'float64'}

/** `[]v1.Container`, `map[string]string`, `v1.PodSpec`. */
const goType = (shape: TypeShape): string => {
  if (shape.is === 'list') return `[]${goType(shape.items)}`
  if (shape.is === 'map') return `map[string]${goType(shape.values)}`
  if (shape.is === 'struct') return shape.name.split('.').slice(-2).join('.')
  return SCALAR_NAMES[shape.type] ?? shape.type
}

const mismatch = (value: unknown, shape: TypeShape, place: FieldPlace): DecodeError =>
  new DecodeError(`json: cannot unmarshal ${jsonTypeOf(value)} into ${goField(place)} of type ${goType(shape)}`)

const isZero = (value: unknown): boolean => value === '' || value === 0 || value === false

const isTime = (shape: TypeShape): boolean =>
  shape.is === 'scalar' && (shape.type === 'time' || shape.type === 'microTime')

/** Whether Go's `omitempty` leaves the value out. */
const isOmitted = (value: unknown, shape: TypeShape): boolean => {
  if (shape.is === 'list') return (value as unknown[]).length === 0
  if (shape.is === 'map') return Object.keys(value as object).length === 0
  if (shape.is === 'struct' || shape.pointer || shape.type === 'any') return false
  return shape.type !== 'intOrString' && shape.type !== 'quantity' && isZero(value)
}

const ZEROS: Readonly<Record<string, unknown>> = {boolean: false, double: 0, int32: 0, int64: 0, string: ''}

/** What Go writes for a field that is not set: structs always, times as null, other values where they are required. */
const zeroOf = (field: string, shape: TypeShape, required: boolean): unknown => {
  if (shape.is === 'struct') return shape.pointer ? undefined : readStruct({}, shape, NOWHERE)
  if (shape.is !== 'scalar' || shape.pointer) return undefined
  // Left out since Kubernetes 1.34.
  if (isTime(shape)) return field === 'creationTimestamp' ? undefined : null
  return required ? ZEROS[shape.type] : undefined
}

const NOWHERE: FieldPlace = {path: '', fields: '', struct: '', unknown: []}

const readStruct = (given: unknown, shape: StructShape, place: FieldPlace): Record<string, unknown> => {
  if (!isObject(given)) throw mismatch(given, shape, place)
  const struct = shape.name.split('.').at(-1) ?? ''
  for (const field of Object.keys(given))
    if (!shape.fields.has(field)) place.unknown.push(place.path === '' ? field : `${place.path}.${field}`)
  const result: Record<string, unknown> = {}
  for (const [field, fieldShape] of shape.fields) {
    const value = given[field] ?? undefined
    if (value === undefined) {
      const zero = zeroOf(field, fieldShape, shape.required.has(field))
      if (zero !== undefined) result[field] = zero
      continue
    }
    const inner: FieldPlace = {
      path: place.path === '' ? field : `${place.path}.${field}`,
      fields: place.fields === '' ? field : `${place.fields}.${field}`,
      struct,
      unknown: place.unknown,
    }
    const read = readValue(value, fieldShape, inner)
    if (isOmitted(read, fieldShape) && !shape.required.has(field)) continue
    result[field] = read
  }
  return result
}

const readList = (given: unknown, shape: ListShape, place: FieldPlace): unknown[] => {
  if (!Array.isArray(given)) throw mismatch(given, shape, place)
  return given.map((item, index) => {
    const inner = {...place, path: `${place.path}[${index}]`}
    // Go makes an empty value of a null in a list.
    if (item === null && shape.items.is === 'struct') return readStruct({}, shape.items, inner)
    return readValue(item, shape.items, inner)
  })
}

const readMap = (given: unknown, shape: MapShape, place: FieldPlace): Record<string, unknown> => {
  if (!isObject(given)) throw mismatch(given, shape, place)
  const entries = Object.entries(given).map(([key, value]) => {
    if (value === null && shape.values.is === 'scalar') return [key, ''] as const
    return [key, readValue(value, shape.values, {...place, path: `${place.path}.${key}`})] as const
  })
  return Object.fromEntries(entries)
}

const readValue = (value: unknown, shape: TypeShape, place: FieldPlace): unknown => {
  if (shape.is === 'struct') return readStruct(value, shape, place)
  if (shape.is === 'list') return readList(value, shape, place)
  if (shape.is === 'map') return readMap(value, shape, place)
  return readScalar(shape.type, value, isTime(shape) ? 'Go value' : goField(place))
}

/**
 * @returns a new object; the one given stays as it is. @throws DecodeError at the first value of a wrong type
 */
export const typed = (shape: StructShape, object: unknown): Typed => {
  const unknown: string[] = []
  return {value: readStruct(object, shape, {path: '', fields: '', struct: '', unknown}), unknown}
}

/** The same for an object of a kind, be it a custom resource. */
export const readTyped = (type: GroupVersionKind, object: unknown): Typed =>
  type.custom ? type.custom.read(object) : typed(shapeOf(type), object)
