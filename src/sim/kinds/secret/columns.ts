import {ageColumn, type Column, countOf, nameColumn, text} from '../../server/column.ts'

export const secretColumns: readonly Column[] = [
  nameColumn,
  text('Type', object => String(object['type'] ?? '')),
  text('Data', object => countOf(object, 'data')),
  ageColumn,
]
