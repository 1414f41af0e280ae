import {ageColumn, type ColumnDefinition, countOf, nameColumn, text} from '../../server/column.ts'

export const configMapColumns: readonly ColumnDefinition[] = [
  nameColumn,
  text('Data', object => countOf(object, 'data', 'binaryData')),
  ageColumn,
]
