// Deployments, ReplicaSets, ReplicationControllers.
import type {KubeObject} from '../../api/object.ts'
import {plainSelectorText, selectorText} from '../../api/selector-text.ts'
import {ageColumn, type Column, integer, NONE, nameColumn, text} from '../column.ts'

interface WorkloadSpec {
  replicas?: number
  template?: {spec?: {containers?: {name: string; image?: string}[]}}
}

const specOf = (object: KubeObject): WorkloadSpec => (object['spec'] ?? {}) as WorkloadSpec

const counted = (field: string) => (object: KubeObject) =>
  ((object['status'] ?? {}) as Record<string, number>)[field] ?? 0

const containersOf = (object: KubeObject) => specOf(object).template?.spec?.containers ?? []

const wideColumns = (selector: (object: KubeObject) => string): readonly Column[] => [
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

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  text('Ready', object => `${counted('readyReplicas')(object)}/${specOf(object).replicas ?? 0}`),
  text('Up-to-date', counted('updatedReplicas')),
  text('Available', counted('availableReplicas')),
  ageColumn,
  ...wideColumns(selectorText),
]

const replicated = (selector: (object: KubeObject) => string): readonly Column[] => [
  nameColumn,
  integer('Desired', object => specOf(object).replicas ?? 0),
  integer('Current', counted('replicas')),
  integer('Ready', counted('readyReplicas')),
  ageColumn,
  ...wideColumns(selector),
]

export const replicaSetColumns = replicated(selectorText)
export const replicationControllerColumns = replicated(plainSelectorText)
