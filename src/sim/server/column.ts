import {humanDuration} from '../../kubernetes/age.ts'
import type {Kind} from '../../kubernetes/kinds/kind.ts'
import type {KubeObject as RawObject} from '../../kubernetes/types.ts'
import type {KubeObject} from '../api/object.ts'

/** One column of `kubectl get`. */
export interface ColumnDefinition {
  name: string
  type: 'boolean' | 'date' | 'integer' | 'number' | 'string'
  format?: string
  /** 1 for columns of `-o wide` only. */
  priority?: number
  description?: string
  /** null for a column of a custom resource in which it has nothing. */
  value: (object: KubeObject, now: Date) => boolean | number | string | null
}

export const NONE = '<none>'
export const UNKNOWN = '<unknown>'
export const UNSET = '<unset>'

/** How long ago, in kubectl's short form. */
export const ageOf = (time: string | null | undefined, now: Date): string =>
  time ? humanDuration(now.getTime() - Date.parse(time)) : UNKNOWN

export const nameColumn: ColumnDefinition = {
  name: 'Name',
  type: 'string',
  format: 'name',
  value: ({metadata}) => metadata.name,
}

export const ageColumn: ColumnDefinition = {
  name: 'Age',
  type: 'string',
  value: ({metadata}, now) => ageOf(metadata.creationTimestamp, now),
}

export const text = (name: string, value: ColumnDefinition['value'], priority: 0 | 1 = 0): ColumnDefinition => ({
  name,
  type: 'string',
  priority,
  value,
})

export const integer = (name: string, value: ColumnDefinition['value']): ColumnDefinition => ({
  name,
  type: 'integer',
  value,
})

/** How many entries these fields of an object have together. */
export const countOf = (object: KubeObject, ...fields: string[]): number =>
  fields.reduce((count, field) => count + Object.keys((object[field] ?? {}) as object).length, 0)

/** The release whose columns these are. */
const RELEASE = {major: 1, minor: 36}

/** The columns of a kind that src/kubernetes knows. */
export const columnsOfKind = <T extends RawObject>({columns}: Kind<T>): readonly ColumnDefinition[] => [
  nameColumn,
  ...columns.map(
    ({name, type, wide, value}): ColumnDefinition => ({
      name,
      type: type ?? 'string',
      priority: wide ? 1 : 0,
      value: (object, now) => value(object as unknown as T, {now: now.getTime(), serverVersion: RELEASE}),
    }),
  ),
]
