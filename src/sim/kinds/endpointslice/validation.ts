import type {StatusCause} from '../../api/status.ts'
import {type Fields, items} from '../../schema/fields.ts'
import {invalid, oneOf, required} from '../../schema/validation/causes.ts'

export const validateEndpointSlice = (slice: Fields, old?: Fields): StatusCause[] => [
  ...oneOf('addressType', slice['addressType'], ['FQDN', 'IPv4', 'IPv6']),
  ...(old && slice['addressType'] !== old['addressType']
    ? [invalid('addressType', slice['addressType'], 'field is immutable')]
    : []),
  ...items(slice['endpoints']).flatMap(({addresses}, index) =>
    ((addresses ?? []) as unknown[]).length === 0
      ? [required(`endpoints[${index}].addresses`, 'must contain at least 1 address')]
      : [],
  ),
]
