import {type ColumnDefinition, nameColumn, text} from '../../server/column.ts'

export const definitionColumns: readonly ColumnDefinition[] = [
  nameColumn,
  {...text('Created At', ({metadata}) => metadata.creationTimestamp), type: 'date'},
]
