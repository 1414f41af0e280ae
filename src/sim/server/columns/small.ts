// Kinds with one or two columns of their own.
import type {KubeObject} from '../../api/object.ts'
import {ageColumn, type Column, integer, nameColumn, text} from '../column.ts'

const countOf = (object: KubeObject, ...fields: string[]): number =>
  fields.reduce((count, field) => count + Object.keys((object[field] ?? {}) as object).length, 0)

export const configMapColumns: readonly Column[] = [
  nameColumn,
  text('Data', object => countOf(object, 'data', 'binaryData')),
  ageColumn,
]

export const secretColumns: readonly Column[] = [
  nameColumn,
  text('Type', object => String(object['type'] ?? '')),
  text('Data', object => countOf(object, 'data')),
  ageColumn,
]

export const namespaceColumns: readonly Column[] = [
  nameColumn,
  text('Status', object => ((object['status'] ?? {}) as {phase?: string}).phase ?? ''),
  ageColumn,
]

export const serviceAccountColumns: readonly Column[] = [
  nameColumn,
  // Numbers that the real column calls texts.
  {...integer('Secrets', object => countOf(object, 'secrets')), type: 'string'},
  ageColumn,
]

export const leaseColumns: readonly Column[] = [
  nameColumn,
  text('Holder', object => ((object['spec'] ?? {}) as {holderIdentity?: string}).holderIdentity ?? ''),
  ageColumn,
]
