// pkg/apis/core/validation, ValidatePersistentVolume.
import {compareQuantities, millisOf, parseQuantity, ZERO} from '../../../kubernetes/quantity.ts'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {forbidden, invalid, invalids, notSupported, oneOf, required} from '../../schema/validation/causes.ts'
import {dns1123Subdomain} from '../../schema/validation/names.ts'
import {same} from '../../schema/validation/same.ts'
import {ACCESS_MODES, VOLUME_MODES, validateStorage} from '../persistentvolumeclaim/validation.ts'

/** What of the spec is not where the volume is. */
const GENERAL = [
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]

const sourceOf = (spec: Fields): Fields =>
  Object.fromEntries(Object.entries(spec).filter(([name, value]) => !GENERAL.includes(name) && value !== undefined))

const validateSource = (spec: Fields): StatusCause[] => {
  const names = Object.keys(sourceOf(spec))
  if (names.length === 0) return [required('spec', 'must specify a volume type')]
  return names.slice(1).map(name => forbidden(`spec.${name}`, 'may not specify more than 1 volume type'))
}

const validateCapacity = (capacity: Record<string, string> = {}): StatusCause[] => {
  const names = Object.keys(capacity)
  if (names.length !== 1 || capacity['storage'] === undefined)
    return [
      ...(names.length === 0 ? [required('spec.capacity')] : []),
      notSupported('spec.capacity', capacity, ['storage']),
    ]
  const [field, amount] = ['spec.capacity[storage]', capacity['storage']]
  const quantity = parseQuantity(amount)
  return [
    ...(compareQuantities(quantity, ZERO) < 0
      ? [invalid(field, Math.floor(millisOf(quantity) / 1000), 'must be a valid resource quantity')]
      : []),
    ...validateStorage(field, amount),
  ]
}

export const validateVolume = (volume: Fields, old?: Fields): StatusCause[] =>
  record(volume['spec']).flatMap(spec => {
    const modes = (spec['accessModes'] ?? []) as string[]
    const className = (spec['storageClassName'] ?? '') as string
    return [
      ...(modes.length === 0 ? [required('spec.accessModes')] : []),
      ...modes
        .filter(mode => !ACCESS_MODES.includes(mode))
        .map(mode => notSupported('spec.accessModes', mode, ACCESS_MODES)),
      ...validateCapacity(spec['capacity'] as Record<string, string> | undefined),
      ...oneOf(
        'spec.persistentVolumeReclaimPolicy',
        spec['persistentVolumeReclaimPolicy'],
        ['Delete', 'Recycle', 'Retain'],
        'optional',
      ),
      ...validateSource(spec),
      ...(spec['local'] && !spec['nodeAffinity']
        ? [required('spec.nodeAffinity', 'Local volume requires node affinity')]
        : []),
      ...(className === '' ? [] : invalids('spec.storageClassName', className, dns1123Subdomain(className))),
      ...oneOf('spec.volumeMode', spec['volumeMode'], VOLUME_MODES, 'optional'),
      ...record(old?.['spec'])
        .filter(before => !same(sourceOf(spec), sourceOf(before)))
        .map(() => forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation')),
    ]
  })
