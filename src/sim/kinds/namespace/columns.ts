import {ageColumn, type Column, nameColumn, text} from '../../server/column.ts'

export const namespaceColumns: readonly Column[] = [
  nameColumn,
  text('Status', object => ((object['status'] ?? {}) as {phase?: string}).phase ?? ''),
  ageColumn,
]
