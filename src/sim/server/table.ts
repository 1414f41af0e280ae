// Tables: the API server computes what `kubectl get` prints, so that kubectl need not know each kind.
import type {KubeObject} from '../api/object.ts'
import {badRequest} from '../api/status.ts'
import type {ColumnDefinition} from './column.ts'
import {objectText} from './object-text.ts'

export interface ListMeta {
  resourceVersion: string
  continue?: string
  remainingItemCount?: number
}

export type IncludeObject = 'Metadata' | 'None' | 'Object'

/** @throws ApiError BadRequest */
export const includeObjectOf = (query: URLSearchParams): IncludeObject => {
  const asked = query.get('includeObject') || 'Metadata'
  if (asked === 'Metadata' || asked === 'None' || asked === 'Object') return asked
  throw badRequest(`unrecognized includeObject value: ${JSON.stringify(asked)}`)
}

const rowObject = (object: KubeObject, include: IncludeObject): string => {
  if (include === 'Object') return objectText(object)
  if (include === 'None') return 'null'
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(object.metadata)}}`
}

/** @param headed whether the columns are described; the second and later events of a watch leave that out */
export const tableText = (
  columns: readonly ColumnDefinition[],
  objects: readonly KubeObject[],
  metadata: ListMeta,
  {include, now, headed = true}: {include: IncludeObject; now: Date; headed?: boolean},
): string => {
  const definitions = columns.map(({name, type: cell, format = '', priority = 0, description = ''}) => ({
    name,
    type: cell,
    format,
    description,
    priority,
  }))
  const rows = objects.map(object => {
    const cells = columns.map(({value}) => value(object, now))
    return `{"cells":${JSON.stringify(cells)},"object":${rowObject(object, include)}}`
  })
  const head = headed ? JSON.stringify(definitions) : 'null'
  return `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${JSON.stringify(metadata)},"columnDefinitions":${head},"rows":[${rows.join(',')}]}`
}
