import type {KubeObject} from '../../api/object.ts'
import {ageColumn, type ColumnDefinition, nameColumn, text, UNSET} from '../../server/column.ts'
import {shortened} from '../endpoints/columns.ts'

interface Slice {
  addressType?: string
  ports?: {name?: string; port?: number}[]
  endpoints?: {addresses: string[]}[]
}

const slice = (object: KubeObject): Slice => object as Slice

export const endpointSliceColumns: readonly ColumnDefinition[] = [
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
