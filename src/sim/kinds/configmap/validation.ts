import type {StatusCause} from '../../api/status.ts'
import type {Fields} from '../../schema/fields.ts'
import {invalid, tooLong} from '../../schema/validation/causes.ts'
import {entriesOf, MOST_BYTES, sizeOf, validateImmutable, validateKeys} from '../../schema/validation/config.ts'

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
