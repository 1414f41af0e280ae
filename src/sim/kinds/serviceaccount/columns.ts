import {ageColumn, type ColumnDefinition, countOf, integer, nameColumn} from '../../server/column.ts'

export const serviceAccountColumns: readonly ColumnDefinition[] = [
  nameColumn,
  // Numbers that the real column calls texts.
  {...integer('Secrets', object => countOf(object, 'secrets')), type: 'string'},
  ageColumn,
]
