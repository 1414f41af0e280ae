// pkg/apis/storage/validation, ValidateStorageClass.
import type {StatusCause} from '../../api/status.ts'
import type {Fields} from '../../schema/fields.ts'
import {forbidden, invalid, invalids, oneOf, required} from '../../schema/validation/causes.ts'
import {qualifiedName} from '../../schema/validation/names.ts'
import {same} from '../../schema/validation/same.ts'

const FIXED = ['parameters', 'provisioner', 'reclaimPolicy']

export const validateStorageClass = (given: Fields, old?: Fields): StatusCause[] => {
  const provisioner = (given['provisioner'] ?? '') as string
  return [
    ...(provisioner === ''
      ? [required('provisioner')]
      : invalids('provisioner', provisioner, qualifiedName(provisioner.toLowerCase()))),
    ...oneOf('reclaimPolicy', given['reclaimPolicy'], ['Delete', 'Retain'], 'optional'),
    ...oneOf('volumeBindingMode', given['volumeBindingMode'], ['Immediate', 'WaitForFirstConsumer']),
    ...FIXED.filter(name => old && !same(given[name], old[name])).map(name =>
      forbidden(name, `updates to ${name} are forbidden.`),
    ),
    ...(old && given['volumeBindingMode'] !== old['volumeBindingMode']
      ? [invalid('volumeBindingMode', given['volumeBindingMode'], 'field is immutable')]
      : []),
  ]
}
