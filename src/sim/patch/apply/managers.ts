// `metadata.managedFields`: who manages which fields, by what sort of request.
import type {ManagedFieldsEntry} from '../../api/object.ts'
import {type FieldSet, fromFieldsV1, toFieldsV1} from './field-set.ts'

export interface Manager {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  subresource: string | undefined
  time: string | undefined
  fields: FieldSet
}

/** Managers of updates also differ by the version that they use; those who apply go on with a newer one. */
export const isSameManager = (a: Omit<Manager, 'fields' | 'time'>, b: Omit<Manager, 'fields' | 'time'>): boolean =>
  a.manager === b.manager &&
  a.operation === b.operation &&
  a.subresource === b.subresource &&
  (a.operation === 'Apply' || a.apiVersion === b.apiVersion)

export const readManagers = (entries: readonly ManagedFieldsEntry[] = []): Manager[] =>
  entries.map(({manager, operation, apiVersion, subresource, time, fieldsV1}) => ({
    manager,
    operation,
    apiVersion,
    subresource: subresource || undefined,
    time,
    fields: fromFieldsV1(fieldsV1),
  }))

const compareTexts = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0)

/** Appliers come first, then who was first; a manager without fields is none. */
export const writeManagers = (managers: readonly Manager[]): ManagedFieldsEntry[] =>
  managers
    .filter(({fields}) => fields.size > 0)
    .sort(
      (a, b) =>
        compareTexts(a.operation, b.operation) ||
        compareTexts(a.time, b.time) ||
        compareTexts(a.manager, b.manager) ||
        compareTexts(a.apiVersion, b.apiVersion) ||
        compareTexts(a.subresource, b.subresource),
    )
    .map(({manager, operation, apiVersion, time, fields, subresource}) => ({
      manager,
      operation,
      apiVersion,
      ...(time && {time}),
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(fields),
      ...(subresource && {subresource}),
    }))
