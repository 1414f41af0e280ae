// How single values of the API are read: numbers, quantities and times, with the errors of Go's decoders.
import {formatQuantity, parseQuantity, QuantityError} from '../../kubernetes/quantity.ts'
import type {Scalar} from './types.ts'

/** A value that does not fit its type. Go's decoder stops at the first one. */
export class DecodeError extends Error {}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?<fraction>\.\d+)?(?<zone>Z|[+-]\d{2}:\d{2})$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** JSON's name of a value's type, as Go says it. */
export const jsonTypeOf = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

const RANGES: Partial<Record<Scalar, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
}

const mismatch = (value: unknown, where: string, type: string): DecodeError =>
  new DecodeError(`json: cannot unmarshal ${jsonTypeOf(value)} into ${where} of type ${type}`)

const readInteger = (type: Scalar, value: unknown, where: string): number => {
  if (typeof value !== 'number') throw mismatch(value, where, type)
  const [least, most] = RANGES[type] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  if (!Number.isInteger(value) || value < least || value > most)
    throw new DecodeError(`json: cannot unmarshal number ${value} into ${where} of type ${type}`)
  return value
}

const readString = (value: unknown, where: string): string => {
  if (typeof value !== 'string') throw mismatch(value, where, 'string')
  return value
}

const unreadableTime = (text: string, layout: string, rest: string, expected: string): DecodeError =>
  new DecodeError(
    `parsing time ${JSON.stringify(text)} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${expected}"`,
  )

interface TimeParts {
  /** In UTC, to the second: `2026-01-02T03:04:05`. */
  seconds: string
  /** With its point, as it was given: `.120`. */
  fraction: string
  zone: string
}

const timeParts = (text: string, layout: string): TimeParts => {
  const {fraction = '', zone = ''} = TIME.exec(text)?.groups ?? {}
  const milliseconds = zone === '' ? Number.NaN : Date.parse(text)
  if (Number.isNaN(milliseconds)) throw unreadableTime(text, layout, text, '2006')
  return {seconds: new Date(milliseconds).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length), fraction, zone}
}

/** metav1.Time: kept in UTC and in whole seconds, however a client writes it (`+00:00`, `.000Z`). */
const readTime = (value: unknown, where: string): string =>
  `${timeParts(readString(value, where), '2006-01-02T15:04:05Z07:00').seconds}Z`

const MICRO_LAYOUT = '2006-01-02T15:04:05.000000Z07:00'
const MICRO_DIGITS = '.000000'.length

/** metav1.MicroTime: kept in UTC with its six digits, which it must have. */
const readMicroTime = (value: unknown, where: string): string => {
  const text = readString(value, where)
  const {seconds, fraction, zone} = timeParts(text, MICRO_LAYOUT)
  if (fraction.length < MICRO_DIGITS) throw unreadableTime(text, MICRO_LAYOUT, `${fraction}${zone}`, '.000000')
  if (fraction.length > MICRO_DIGITS)
    throw unreadableTime(text, MICRO_LAYOUT, `${fraction.slice(MICRO_DIGITS)}${zone}`, 'Z07:00')
  return `${seconds}${fraction}Z`
}

/** Quantities may be written as numbers; the API answers with texts, each written in one way. */
const readQuantity = (value: unknown): string => {
  const text = typeof value === 'number' ? String(value) : value
  try {
    return formatQuantity(parseQuantity(typeof text === 'string' ? text.trim() : ''))
  } catch (error) {
    throw error instanceof QuantityError ? new DecodeError(error.message) : error
  }
}

const readBytes = (value: unknown, where: string): string => {
  const text = readString(value, where)
  if (!BASE64.test(text)) {
    const at = text.search(/[^A-Za-z0-9+/]/)
    throw new DecodeError(`illegal base64 data at input byte ${at < 0 ? text.length - (text.length % 4) : at}`)
  }
  return text
}

const readBoolean = (value: unknown, where: string): boolean => {
  if (typeof value !== 'boolean') throw mismatch(value, where, 'bool')
  return value
}

const readers: Record<Scalar, (value: unknown, where: string) => unknown> = {
  any: value => value,
  boolean: readBoolean,
  bytes: readBytes,
  deduced: value => value,
  double: (value, where) => {
    if (typeof value !== 'number') throw mismatch(value, where, 'float64')
    return value
  },
  int32: (value, where) => readInteger('int32', value, where),
  int64: (value, where) => readInteger('int64', value, where),
  intOrString: value => (typeof value === 'string' ? value : readInteger('int32', value, 'Go value')),
  microTime: readMicroTime,
  quantity: readQuantity,
  string: readString,
  time: readTime,
}

/**
 * @param where as Go names the field: `Go struct field DeploymentSpec.spec.replicas`
 * @returns the value as the server keeps it. @throws DecodeError
 */
export const readScalar = (type: Scalar, value: unknown, where: string): unknown => readers[type](value, where)
