import {ageColumn, type ColumnDefinition, countOf, nameColumn, text} from '../../server/column.ts'

export const secretColumns: readonly ColumnDefinition[] = [
  nameColumn,
  text('Type', object => String(object['type'] ?? '')),
  text('Data', object => countOf(object, 'data')),
  ageColumn,
]
