import {ageColumn, type ColumnDefinition, nameColumn, text} from '../../server/column.ts'

export const leaseColumns: readonly ColumnDefinition[] = [
  nameColumn,
  text('Holder', object => ((object['spec'] ?? {}) as {holderIdentity?: string}).holderIdentity ?? ''),
  ageColumn,
]
