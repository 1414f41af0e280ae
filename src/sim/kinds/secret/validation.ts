import type {StatusCause} from '../../api/status.ts'
import type {Fields} from '../../schema/fields.ts'
import {invalid, required, tooLong} from '../../schema/validation/causes.ts'
import {entriesOf, MOST_BYTES, sizeOf, validateImmutable, validateKeys} from '../../schema/validation/config.ts'

/** The keys that each type of Secret must have. */
const NEEDED: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
])

const validateDockerConfig = (secret: Fields): StatusCause[] =>
  entriesOf(secret, 'data').flatMap(([key, value]) => {
    if (key !== '.dockercfg' && key !== '.dockerconfigjson') return []
    if (!NEEDED.get(secret['type'])?.includes(key)) return []
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
    ...(NEEDED.get(secret['type']) ?? []).filter(key => !keys.includes(key)).map(key => required(`data[${key}]`)),
    ...validateDockerConfig(secret),
  ]
}
