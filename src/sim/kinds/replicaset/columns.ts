import type {KubeObject} from '../../api/object.ts'
import {selectorText} from '../../api/selector-text.ts'
import {ageColumn, type Column, integer, NONE, nameColumn, text} from '../../server/column.ts'

interface WorkloadSpec {
  replicas?: number
  template?: {spec?: {containers?: {name: string; image?: string}[]}}
}

export const specOf = (object: KubeObject): WorkloadSpec => (object['spec'] ?? {}) as WorkloadSpec

export const counted = (field: string) => (object: KubeObject) =>
  ((object['status'] ?? {}) as Record<string, number>)[field] ?? 0

const containersOf = (object: KubeObject) => specOf(object).template?.spec?.containers ?? []

export const wideColumns = (selector: (object: KubeObject) => string): readonly Column[] => [
  text(
    'Containers',
    object =>
      containersOf(object)
        .map(({name}) => name)
        .join(','),
    1,
  ),
  text(
    'Images',
    object =>
      containersOf(object)
        .map(({image = ''}) => image)
        .join(','),
    1,
  ),
  text('Selector', object => selector(object) || NONE, 1),
]

export const replicatedColumns = (selector: (object: KubeObject) => string): readonly Column[] => [
  nameColumn,
  integer('Desired', object => specOf(object).replicas ?? 0),
  integer('Current', counted('replicas')),
  integer('Ready', counted('readyReplicas')),
  ageColumn,
  ...wideColumns(selector),
]

export const replicaSetColumns = replicatedColumns(selectorText)
