import {ageColumn, type ColumnDefinition, NONE, nameColumn, text} from '../../server/column.ts'
import type {IngressClass} from './types.ts'

const parameters = ({spec}: IngressClass): string => {
  if (!spec.parameters) return NONE
  const {apiGroup, kind, name} = spec.parameters
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`
}

export const ingressClassColumns: readonly ColumnDefinition[] = [
  nameColumn,
  text('Controller', object => (object as IngressClass).spec.controller ?? ''),
  text('Parameters', object => parameters(object as IngressClass)),
  ageColumn,
]
