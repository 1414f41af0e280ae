import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {invalid} from '../../schema/validation/causes.ts'

export const validateLease = (lease: Fields): StatusCause[] =>
  record(lease['spec']).flatMap(spec => [
    ...(typeof spec['leaseDurationSeconds'] === 'number' && spec['leaseDurationSeconds'] <= 0
      ? [invalid('spec.leaseDurationSeconds', spec['leaseDurationSeconds'], 'must be greater than 0')]
      : []),
    ...(typeof spec['leaseTransitions'] === 'number' && spec['leaseTransitions'] < 0
      ? [invalid('spec.leaseTransitions', spec['leaseTransitions'], 'must be greater than or equal to 0')]
      : []),
  ])
