// Three of what there may be many, and how many more there are.
import type {KubeObject} from '../../api/object.ts'
import {ageColumn, type ColumnDefinition, NONE, nameColumn, text} from '../../server/column.ts'

const SHOWN = 3

export const shortened = (items: readonly (number | string)[], none: string): string => {
  if (items.length === 0) return none
  const shown = items.slice(0, SHOWN).join(',')
  return items.length > SHOWN ? `${shown} + ${items.length - SHOWN} more...` : shown
}

interface Subset {
  addresses?: {ip: string}[]
  ports?: {port: number}[]
}

const addressesOf = (object: KubeObject): string[] => {
  const subsets = (object['subsets'] ?? []) as Subset[]
  return subsets.flatMap(({addresses = [], ports = []}) =>
    ports.length === 0
      ? addresses.map(({ip}) => ip)
      : ports.flatMap(({port}) => addresses.map(({ip}) => `${ip}:${port}`)),
  )
}

export const endpointsColumns: readonly ColumnDefinition[] = [
  nameColumn,
  text('Endpoints', object => shortened(addressesOf(object), NONE)),
  ageColumn,
]
