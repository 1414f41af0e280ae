import {ageColumn, type ColumnDefinition, nameColumn, text, UNSET} from '../../server/column.ts'
import type {Volume} from './types.ts'

const SHORT: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

/** Access modes as columns have them, in the order that kubectl gives them: `RWO,RWX`. */
export const shortModes = (modes: readonly string[] = []): string =>
  Object.keys(SHORT)
    .filter(mode => modes.includes(mode))
    .map(mode => SHORT[mode])
    .join(',')

const cell = (name: string, value: (volume: Volume) => string, priority: 0 | 1 = 0): ColumnDefinition =>
  text(name, object => value(object as Volume), priority)

/** printPersistentVolume in pkg/printers/internalversion. */
export const volumeColumns: readonly ColumnDefinition[] = [
  nameColumn,
  cell('Capacity', ({spec}) => spec.capacity?.['storage'] ?? '0'),
  cell('Access Modes', ({spec}) => shortModes(spec.accessModes)),
  cell('Reclaim Policy', ({spec}) => spec.persistentVolumeReclaimPolicy ?? ''),
  cell('Status', ({metadata, status}) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''))),
  cell('Claim', ({spec: {claimRef}}) => (claimRef ? `${claimRef.namespace}/${claimRef.name}` : '')),
  cell('StorageClass', ({spec}) => spec.storageClassName ?? ''),
  cell('VolumeAttributesClass', () => UNSET),
  cell('Reason', () => ''),
  ageColumn,
  cell('VolumeMode', ({spec}) => spec.volumeMode ?? UNSET, 1),
]
