import {ageColumn, type Column, countOf, nameColumn, text} from '../../server/column.ts'

export const configMapColumns: readonly Column[] = [
  nameColumn,
  text('Data', object => countOf(object, 'data', 'binaryData')),
  ageColumn,
]
