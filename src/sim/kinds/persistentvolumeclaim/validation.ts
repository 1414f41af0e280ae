// pkg/apis/core/validation, ValidatePersistentVolumeClaim.
import {compareQuantities, parseQuantity, ZERO} from '../../../kubernetes/quantity.ts'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {forbidden, invalid, invalids, notSupported, oneOf, required} from '../../schema/validation/causes.ts'
import {dns1123Subdomain} from '../../schema/validation/names.ts'
import {same} from '../../schema/validation/same.ts'
import {validateSelector} from '../pod/validation/template.ts'

export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
export const VOLUME_MODES = ['Block', 'Filesystem']

export const validateStorage = (field: string, amount: string): StatusCause[] =>
  compareQuantities(parseQuantity(amount), ZERO) > 0 ? [] : [invalid(field, amount, 'must be greater than zero')]

const validateModes = (modes: readonly string[]): StatusCause[] => {
  const field = 'spec.accessModes'
  if (modes.length === 0) return [required(field, 'at least 1 access mode is required')]
  return [
    ...modes.filter(mode => !ACCESS_MODES.includes(mode)).map(mode => notSupported(field, mode, ACCESS_MODES)),
    ...(modes.includes('ReadWriteOncePod') && modes.length > 1
      ? [forbidden(field, 'may not use ReadWriteOncePod with other access modes')]
      : []),
  ]
}

const requestOf = (spec: Fields): string | undefined =>
  (record(record(spec['resources'])[0]?.['requests'])[0] as Record<string, string> | undefined)?.['storage']

/** A claim stays what it was, but for its size once it is bound, and for the volume that it gets. */
const validateChange = (spec: Fields, old: Fields, status: Fields | undefined): StatusCause[] => {
  const isBound = status?.['phase'] === 'Bound'
  const {resources, volumeName, storageClassName, ...rest} = spec
  const {resources: size, volumeName: volume, storageClassName: className, ...before} = old
  const isKept =
    same(rest, before) &&
    (volume === undefined || volume === '' || volume === volumeName) &&
    (className === undefined || className === storageClassName) &&
    (isBound || same(resources, size))
  if (!isKept)
    return [
      forbidden(
        'spec',
        'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      ),
    ]
  const [wanted, had] = [requestOf(spec), requestOf(old)]
  const isLess = wanted && had && compareQuantities(parseQuantity(wanted), parseQuantity(had)) < 0
  return isLess ? [forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')] : []
}

export const validateClaim = (claim: Fields, old?: Fields): StatusCause[] =>
  record(claim['spec']).flatMap(spec => {
    const className = (spec['storageClassName'] ?? '') as string
    const request = requestOf(spec)
    return [
      ...validateModes((spec['accessModes'] ?? []) as string[]),
      ...validateSelector('spec.selector', record(spec['selector'])[0]),
      ...(request === undefined
        ? [required('spec.resources[storage]')]
        : validateStorage('spec.resources[storage]', request)),
      ...(className === '' ? [] : invalids('spec.storageClassName', className, dns1123Subdomain(className))),
      ...oneOf('spec.volumeMode', spec['volumeMode'], VOLUME_MODES, 'optional'),
      ...record(old?.['spec']).flatMap(before => validateChange(spec, before, record(old?.['status'])[0])),
    ]
  })
