import {ageColumn, type Column, nameColumn, text} from '../../server/column.ts'

export const leaseColumns: readonly Column[] = [
  nameColumn,
  text('Holder', object => ((object['spec'] ?? {}) as {holderIdentity?: string}).holderIdentity ?? ''),
  ageColumn,
]
