// ConfigMaps and Secrets.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../fields.ts'
import {forbidden, invalid, invalids, required, tooLong} from './causes.ts'
import {configKey} from './names.ts'
import {same} from './same.ts'

/** One mebibyte, for what etcd takes. */
const MOST_BYTES = 1024 * 1024

const entriesOf = (object: Fields, field: string): [string, string][] =>
  record(object[field]).flatMap(data => Object.entries(data) as [string, string][])

const validateKeys = (object: Fields, field: string): StatusCause[] =>
  entriesOf(object, field).flatMap(([key]) => invalids(`${field}[${key}]`, key, configKey(key)))

const sizeOf = (object: Fields, field: string, encoding: BufferEncoding): number =>
  entriesOf(object, field).reduce((sum, [, value]) => sum + Buffer.byteLength(value, encoding), 0)

/** What is marked immutable stays so, with all it holds. */
const validateImmutable = (object: Fields, old: Fields | undefined, fields: readonly string[]): StatusCause[] => {
  if (!old?.['immutable']) return []
  const why = 'field is immutable when `immutable` is set'
  return [
    ...(object['immutable'] ? [] : [forbidden('immutable', why)]),
    ...fields.filter(field => !same(object[field], old[field])).map(field => forbidden(field, why)),
  ]
}

export const validateConfigMap = (map: Fields, old?: Fields): StatusCause[] => {
  const binary = new Set(entriesOf(map, 'binaryData').map(([key]) => key))
  return [
    ...validateImmutable(map, old, ['data', 'binaryData']),
    ...validateKeys(map, 'data'),
    ...entriesOf(map, 'data').flatMap(([key]) =>
      binary.has(key) ? [invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')] : [],
    ),
    ...validateKeys(map, 'binaryData'),
    ...(sizeOf(map, 'data', 'utf8') + sizeOf(map, 'binaryData', 'base64') > MOST_BYTES
      ? [tooLong('', MOST_BYTES)]
      : []),
  ]
}

/** The keys that each type of Secret must have. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

const validateDockerConfig = (secret: Fields): StatusCause[] =>
  entriesOf(secret, 'data').flatMap(([key, value]) => {
    if (key !== '.dockercfg' && key !== '.dockerconfigjson') return []
    if (!NEEDED[secret['type'] as string]?.includes(key)) return []
    try {
      JSON.parse(Buffer.from(value, 'base64').toString())
      return []
    } catch (error) {
      return [invalid(`data[${key}]`, '<secret contents redacted>', (error as Error).message)]
    }
  })

export const validateSecret = (secret: Fields, old?: Fields): StatusCause[] => {
  const keys = entriesOf(secret, 'data').map(([key]) => key)
  return [
    ...(old && secret['type'] !== old['type'] ? [invalid('type', secret['type'], 'field is immutable')] : []),
    ...validateImmutable(secret, old, ['data']),
    ...validateKeys(secret, 'data'),
    ...(sizeOf(secret, 'data', 'base64') > MOST_BYTES ? [tooLong('data', MOST_BYTES)] : []),
    ...(NEEDED[secret['type'] as string] ?? []).filter(key => !keys.includes(key)).map(key => required(`data[${key}]`)),
    ...validateDockerConfig(secret),
  ]
}
