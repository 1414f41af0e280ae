// What ConfigMaps and Secrets have in common: data under keys.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../fields.ts'
import {forbidden, invalids} from './causes.ts'
import {configKey} from './names.ts'
import {same} from './same.ts'

/** One mebibyte, for what etcd takes. */
export const MOST_BYTES = 1024 * 1024

export const entriesOf = (object: Fields, field: string): [string, string][] =>
  record(object[field]).flatMap(data => Object.entries(data) as [string, string][])

export const validateKeys = (object: Fields, field: string): StatusCause[] =>
  entriesOf(object, field).flatMap(([key]) => invalids(`${field}[${key}]`, key, configKey(key)))

export const sizeOf = (object: Fields, field: string, encoding: BufferEncoding): number =>
  entriesOf(object, field).reduce((sum, [, value]) => sum + Buffer.byteLength(value, encoding), 0)

/** What is marked immutable stays so, with all it holds. */
export const validateImmutable = (
  object: Fields,
  old: Fields | undefined,
  fields: readonly string[],
): StatusCause[] => {
  if (!old?.['immutable']) return []
  const why = 'field is immutable when `immutable` is set'
  return [
    ...(object['immutable'] ? [] : [forbidden('immutable', why)]),
    ...fields.filter(field => !same(object[field], old[field])).map(field => forbidden(field, why)),
  ]
}
