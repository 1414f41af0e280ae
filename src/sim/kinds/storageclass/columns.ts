import {ageColumn, type ColumnDefinition, text, UNSET} from '../../server/column.ts'
import {DEFAULT_CLASS, type StorageClass} from './types.ts'

export const storageClassColumns: readonly ColumnDefinition[] = [
  {
    name: 'Name',
    type: 'string',
    format: 'name',
    value: ({metadata}) =>
      metadata.annotations?.[DEFAULT_CLASS] === 'true' ? `${metadata.name} (default)` : metadata.name,
  },
  text('Provisioner', object => (object as StorageClass).provisioner),
  text('ReclaimPolicy', object => (object as StorageClass).reclaimPolicy ?? 'Delete'),
  text('VolumeBindingMode', object => (object as StorageClass).volumeBindingMode ?? UNSET),
  {
    name: 'AllowVolumeExpansion',
    type: 'string',
    value: object => String((object as StorageClass).allowVolumeExpansion ?? false),
  },
  ageColumn,
]
