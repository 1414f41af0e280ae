// The columns that a version of a custom resource has in tables (k8s.io/apiextensions-apiserver, pkg/registry/customresource/
// tableconvertor).
import {readJsonPath} from '../../schema/custom/index.ts'
import {ageColumn, ageOf, type ColumnDefinition, nameColumn} from '../../server/column.ts'
import type {DefinitionVersion, PrinterColumn} from './types.ts'

type Cell = ReturnType<ColumnDefinition['value']>

const dateCell = (value: unknown, now: Date): Cell => {
  if (typeof value !== 'string') return null
  return Number.isNaN(Date.parse(value)) ? '<invalid>' : ageOf(value, now)
}

const CELLS: Readonly<Record<string, (value: unknown, now: Date) => Cell>> = {
  boolean: value => (typeof value === 'boolean' ? value : null),
  date: dateCell,
  integer: value => (typeof value === 'number' ? Math.trunc(value) : null),
  number: value => (typeof value === 'number' ? value : null),
  string: value => (typeof value === 'string' ? value : JSON.stringify(value)),
}

const columnOf = ({name, type, format, description, priority = 0, jsonPath}: PrinterColumn): ColumnDefinition => {
  const path = readJsonPath(jsonPath)
  return {
    name,
    type: type as ColumnDefinition['type'],
    ...(format && {format}),
    ...(description && {description}),
    priority,
    value: (object, now) => {
      // Of several values the first is shown.
      const [value] = path(object)
      return value === undefined || value === null ? null : (CELLS[type]?.(value, now) ?? null)
    },
  }
}

const age: ColumnDefinition = {...ageColumn, type: 'date'}

export const columnsOfVersion = ({additionalPrinterColumns = []}: DefinitionVersion): readonly ColumnDefinition[] => [
  nameColumn,
  ...(additionalPrinterColumns.length > 0 ? additionalPrinterColumns.map(columnOf) : [age]),
]
