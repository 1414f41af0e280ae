import {parseQuantity} from '../kubernetes/quantity.ts'

type Key<T, Name extends keyof T & string> = null extends T[Name]
  ? `${Name}??`
  : undefined extends T[Name]
    ? `${Name}?`
    : Name

/**
 * What a type looks like, as data: `[item]` is a list, `{'*': value}` an object with any names; `name?` may be left out,
 * and `name??` may also be null. A field of the type that is not there, or of another type, does not compile.
 */
export type Shape<T> = unknown extends T
  ? 'anything'
  : [T] extends [string]
    ? 'text' | 'quantity' | 'time'
    : [T] extends [number]
      ? 'number'
      : [T] extends [boolean]
        ? 'true or false'
        : [T] extends [string | number]
          ? 'text or number'
          : T extends readonly (infer Item)[]
            ? readonly [Shape<Item>]
            : string extends keyof T
              ? {readonly '*': Shape<T[keyof T]>}
              : {readonly [Name in keyof T & string as Key<T, Name>]: Shape<NonNullable<T[Name]>>}

/** A shape of whatever type, to be read. */
export type AnyShape = string | readonly [AnyShape] | {readonly [name: string]: AnyShape}

const isQuantity = (text: string): boolean => {
  try {
    parseQuantity(text)
    return true
  } catch {
    return false
  }
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  anything: () => true,
  text: value => typeof value === 'string',
  quantity: value => typeof value === 'string' && isQuantity(value),
  // A time that is not set is null (metav1.Time).
  time: value => typeof value === 'string' || value === null,
  number: value => typeof value === 'number',
  'true or false': value => typeof value === 'boolean',
  'text or number': value => typeof value === 'string' || typeof value === 'number',
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A field of a shape: its name, and whether it may be left out or null. */
interface Field {
  name: string
  mayMiss: boolean
  mayBeNull: boolean
  part: AnyShape
}

/** The fields of shapes, read once: lists of many thousand objects are checked by them. */
const FIELDS = new WeakMap<object, readonly Field[]>()

const fieldsOf = (shape: {readonly [name: string]: AnyShape}): readonly Field[] => {
  const known = FIELDS.get(shape)
  if (known) return known
  const fields = Object.entries(shape).map(([key, part]) => ({
    name: key.replace(/\?+$/, ''),
    mayMiss: key.endsWith('?'),
    mayBeNull: key.endsWith('??'),
    part,
  }))
  FIELDS.set(shape, fields)
  return fields
}

/** What is wrong with a value, and where in it: `.spec.ports[0].port`. */
interface Problem {
  at: string
  says: string
}

const within = (at: string, problem: Problem | undefined): Problem | undefined =>
  problem && {at: `${at}${problem.at}`, says: problem.says}

const fieldProblem = (value: Record<string, unknown>, {name, mayMiss, mayBeNull, part}: Field): Problem | undefined => {
  const field = Object.hasOwn(value, name) ? value[name] : undefined
  if (field === undefined ? mayMiss : field === null && mayBeNull) return undefined
  const problem = problemIn(field, part)
  return problem && within(`.${name}`, problem)
}

const problemIn = (value: unknown, shape: AnyShape): Problem | undefined => {
  if (typeof shape === 'string') return TYPES[shape]?.(value) ? undefined : {at: '', says: `is no ${shape}`}
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return {at: '', says: 'is no list'}
    for (const [index, item] of value.entries()) {
      const problem = problemIn(item, shape[0])
      if (problem) return within(`[${index}]`, problem)
    }
    return undefined
  }
  if (!isFields(value)) return {at: '', says: 'is no object'}
  const fields = shape as {readonly [name: string]: AnyShape}
  const {'*': each} = fields
  if (each !== undefined) {
    for (const name of Object.keys(value)) {
      const problem = problemIn(value[name], each)
      if (problem) return within(`.${name}`, problem)
    }
    return undefined
  }
  for (const field of fieldsOf(fields)) {
    const problem = fieldProblem(value, field)
    if (problem) return problem
  }
  return undefined
}

/** The first field of a value that has another type than its shape: `spec.ports[0].port is no number`. */
export const problemOf = (value: unknown, shape: AnyShape): string | undefined => {
  const problem = problemIn(value, shape)
  return problem && `${problem.at.replace(/^\./, '') || 'it'} ${problem.says}`
}

/** The fields of a value that its shape has; the value is of that shape. */
export const pick = (value: unknown, shape: AnyShape): unknown => {
  if (typeof shape === 'string' || value === null) return value
  if (Array.isArray(shape)) return (value as unknown[]).map(item => pick(item, shape[0]))
  const fields = value as Record<string, unknown>
  const {'*': each} = shape as {readonly [name: string]: AnyShape}
  // Maps of names are whole already where their values are plain.
  if (typeof each === 'string') return fields
  if (each !== undefined)
    return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, pick(item, each)]))
  const picked: Record<string, unknown> = {}
  for (const {name, part} of fieldsOf(shape as {readonly [name: string]: AnyShape}))
    if (Object.hasOwn(fields, name)) picked[name] = pick(fields[name], part)
  return picked
}
