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

const fieldProblem = (fields: Record<string, unknown>, key: string, shape: AnyShape, path: string) => {
  const [, name = '', mark = ''] = /^(.*?)(\?{0,2})$/.exec(key) ?? []
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  const isLeftOut = value === undefined ? mark !== '' : value === null && mark === '??'
  return isLeftOut ? undefined : problemOf(value, shape, path ? `${path}.${name}` : name)
}

/** The first field of a value that has another type than its shape: `spec.ports[0].port is no number`. */
export const problemOf = (value: unknown, shape: AnyShape, path = ''): string | undefined => {
  if (typeof shape === 'string') return TYPES[shape]?.(value) ? undefined : `${path} is no ${shape}`
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return `${path} is no list`
    return firstOf(value.entries(), ([index, item]) => problemOf(item, shape[0], `${path}[${index}]`))
  }
  if (!isFields(value)) return `${path || 'it'} is no object`
  const {'*': each} = shape as {readonly [name: string]: AnyShape}
  if (each !== undefined)
    return firstOf(Object.entries(value), ([name, item]) => problemOf(item, each, `${path}.${name}`))
  return firstOf(Object.entries(shape), ([key, part]) => fieldProblem(value, key, part, path))
}

const firstOf = <T>(items: Iterable<T>, problem: (item: T) => string | undefined): string | undefined => {
  for (const item of items) {
    const found = problem(item)
    if (found !== undefined) return found
  }
  return undefined
}

/** The fields of a value that its shape has; the value is of that shape. */
export const pick = (value: unknown, shape: AnyShape): unknown => {
  if (typeof shape === 'string' || value === null) return value
  if (Array.isArray(shape)) return (value as unknown[]).map(item => pick(item, shape[0]))
  const fields = value as Record<string, unknown>
  const {'*': each} = shape as {readonly [name: string]: AnyShape}
  if (each !== undefined)
    return Object.fromEntries(Object.entries(fields).map(([name, item]) => [name, pick(item, each)]))
  const picked: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(shape)) {
    const name = key.replace(/\?+$/, '')
    if (Object.hasOwn(fields, name)) picked[name] = pick(fields[name], part)
  }
  return picked
}
