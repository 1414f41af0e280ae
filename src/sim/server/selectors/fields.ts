// Field selectors: `metadata.name=web,status.phase!=Failed`. Which fields can be asked for differs by kind.
import type {KubeObject} from '../../api/object.ts'
import type {ResourceType} from '../../api/resource.ts'
import {badRequest} from '../../api/status.ts'

interface FieldRequirement {
  path: readonly string[]
  value: string
  equal: boolean
}

export interface FieldSelector {
  matches: (object: KubeObject) => boolean
  /** Where the selector names one object. */
  name?: string
}

const COMMON = ['metadata.name', 'metadata.namespace']

/** Fields under whose name another one is compared. */
const REAL_PATHS: Readonly<Record<string, string>> = {source: 'source.component'}

/** What an absent field is compared as, where it is no empty text. */
const ABSENT: Readonly<Record<string, string>> = {
  'spec.unschedulable': 'false',
  'spec.hostNetwork': 'false',
  'status.replicas': '0',
}

const checkField = (type: ResourceType, field: string): void => {
  if (COMMON.includes(field)) return
  if (type.selectableFields.includes(field)) return
  throw badRequest(
    type.selectableFields.length > 0
      ? `field label not supported: ${field}`
      : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  )
}

/** Terms end at a comma that no backslash stands before. */
const termsOf = (text: string): string[] => text.match(/(?:\\.|[^,\\])+/g) ?? []

const unescaped = (value: string): string => value.replace(/\\([\\,=])/g, '$1')

const requirementOf = (type: ResourceType, term: string): FieldRequirement => {
  const match = /^([^=!]*?)(!=|==|=)(.*)$/s.exec(term)
  if (!match) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`)
  const [, field = '', operator, value = ''] = match
  checkField(type, field)
  return {path: (REAL_PATHS[field] ?? field).split('.'), value: unescaped(value), equal: operator !== '!='}
}

const valueAt = (object: KubeObject, path: readonly string[]): string => {
  let value: unknown = object
  for (const part of path) value = (value as Record<string, unknown> | null | undefined)?.[part]
  return value === undefined || value === null ? (ABSENT[path.join('.')] ?? '') : String(value)
}

/** @param text empty for no selector. @throws ApiError BadRequest */
export const parseFieldSelector = (type: ResourceType, text: string): FieldSelector => {
  const requirements = termsOf(text).map(term => requirementOf(type, term))
  const byName = requirements.find(({path, equal}) => equal && path.join('.') === 'metadata.name')
  return {
    matches: object => requirements.every(({path, value, equal}) => (valueAt(object, path) === value) === equal),
    ...(byName && {name: byName.value}),
  }
}
