// Endpoints and EndpointSlices: three of what there may be many, and how many more there are.
import type {KubeObject} from '../../api/object.ts'
import {ageColumn, type Column, NONE, nameColumn, text, UNSET} from '../column.ts'

const SHOWN = 3

const shortened = (items: readonly (number | string)[], none: string): string => {
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

export const endpointsColumns: readonly Column[] = [
  nameColumn,
  text('Endpoints', object => shortened(addressesOf(object), NONE)),
  ageColumn,
]

interface Slice {
  addressType?: string
  ports?: {name?: string; port?: number}[]
  endpoints?: {addresses: string[]}[]
}

const slice = (object: KubeObject): Slice => object as Slice

export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  text('AddressType', object => slice(object).addressType ?? ''),
  text('Ports', object =>
    shortened(
      (slice(object).ports ?? []).map(({name, port}) => port ?? name ?? '*'),
      UNSET,
    ),
  ),
  text('Endpoints', object =>
    shortened(
      (slice(object).endpoints ?? []).flatMap(({addresses}) => addresses),
      UNSET,
    ),
  ),
  ageColumn,
]
