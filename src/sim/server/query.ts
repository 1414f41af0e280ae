// The options in a request's query, as metav1.ListOptions and its siblings name them.
import type {KubeObject} from '../api/object.ts'
import type {WriteOptions} from '../api/registry.ts'
import type {ResourceType} from '../api/resource.ts'
import {badRequest, invalid, StatusError} from '../api/status.ts'
import type {FieldValidation} from '../schema/index.ts'
import {type FieldSelector, parseFieldSelector} from './selectors/fields.ts'
import {parseLabelSelector} from './selectors/labels.ts'

export const flag = (query: URLSearchParams, name: string): boolean => {
  const value = query.get(name)
  // Go's conversion: what is there and not false is true, even when empty.
  return value !== null && value !== 'false' && value !== '0'
}

/** @throws ApiError BadRequest */
export const wholeNumber = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (!/^-?\d{1,15}$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

export interface Selection {
  matches: (object: KubeObject) => boolean
  name?: string
  /** Whether anything is left out by it. */
  selective: boolean
}

/** @throws ApiError BadRequest */
export const selectionOf = (type: ResourceType, query: URLSearchParams): Selection => {
  const labelText = query.get('labelSelector') ?? ''
  const fieldText = query.get('fieldSelector') ?? ''
  const labels = parseLabelSelector(labelText)
  const fields: FieldSelector = parseFieldSelector(type, fieldText)
  return {
    matches: object => labels(object.metadata.labels) && fields.matches(object),
    ...(fields.name !== undefined && {name: fields.name}),
    selective: labelText !== '' || fieldText !== '',
  }
}

const isDryRun = (values: readonly string[]): boolean => {
  for (const value of values)
    if (value !== 'All')
      throw invalid({group: 'meta.k8s.io', kind: 'WriteOptions'}, '', [
        {
          reason: 'FieldValueNotSupported',
          message: `Unsupported value: ${JSON.stringify(value)}: supported values: "All"`,
          field: 'dryRun',
        },
      ])
  return values.length > 0
}

/** The values of dryRun, from a query or a body. @throws ApiError Invalid */
export const dryRunOf = (values: readonly string[]): {dryRun?: true} => (isDryRun(values) ? {dryRun: true} : {})

/** The manager that is noted; if the client names none, the name of its program. */
export const fieldManagerOf = (query: URLSearchParams, userAgent: string | undefined): string =>
  query.get('fieldManager') || (userAgent ?? '').split('/')[0] || 'unknown'

/** @throws ApiError Invalid */
export const writeOptionsOf = (query: URLSearchParams, userAgent: string | undefined): WriteOptions => ({
  ...dryRunOf(query.getAll('dryRun')),
  fieldManager: fieldManagerOf(query, userAgent),
})

/** Warn if not said, as the real server has it. @throws ApiError */
export const fieldValidationOf = (query: URLSearchParams): FieldValidation => {
  const mode = query.get('fieldValidation') || 'Warn'
  if (mode === 'Ignore' || mode === 'Strict' || mode === 'Warn') return mode
  throw new StatusError(
    422,
    'Invalid',
    `fieldValidation: Unsupported value: ${JSON.stringify(mode)}: supported values: "Ignore", "Strict", "Warn"`,
  )
}
