import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {invalid} from '../../schema/validation/causes.ts'

export const validateEvent = (event: Fields): StatusCause[] => {
  const namespace = record(event['metadata'])[0]?.['namespace']
  const [involved = {}] = record(event['involvedObject'])
  // The events of an object without a namespace are in the default one.
  const expected = involved['namespace'] || 'default'
  return namespace === expected || (involved['namespace'] === undefined && namespace === 'kube-system')
    ? []
    : [invalid('involvedObject.namespace', involved['namespace'] ?? '', 'does not match event.namespace')]
}
