import {ageColumn, type ColumnDefinition, nameColumn, text, UNSET} from '../../server/column.ts'
import {shortModes} from '../persistentvolume/columns.ts'
import type {Claim} from './types.ts'

const cell = (name: string, value: (claim: Claim) => string, priority: 0 | 1 = 0): ColumnDefinition =>
  text(name, object => value(object as Claim), priority)

/** printPersistentVolumeClaim in pkg/printers/internalversion. */
export const claimColumns: readonly ColumnDefinition[] = [
  nameColumn,
  cell('Status', ({metadata, status}) => (metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''))),
  cell('Volume', ({spec}) => spec.volumeName ?? ''),
  cell('Capacity', ({spec, status}) => (spec.volumeName ? (status?.capacity?.['storage'] ?? '0') : '')),
  cell('Access Modes', ({spec, status}) => (spec.volumeName ? shortModes(status?.accessModes) : '')),
  cell('StorageClass', ({spec}) => spec.storageClassName ?? ''),
  cell('VolumeAttributesClass', () => UNSET),
  ageColumn,
  cell('VolumeMode', ({spec}) => spec.volumeMode ?? UNSET, 1),
]
