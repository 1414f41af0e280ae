// What of a custom resource its scale subresource reads (k8s.io/apiextensions-apiserver, pkg/registry/customresource,
// validator.go; the words are of k8s.io/apimachinery, apis/meta/v1/unstructured/helpers.go).
import type {StatusCause} from '../../api/status.ts'
import {goText} from '../../schema/go-text.ts'
import {invalid} from '../../schema/validation/causes.ts'
import type {ScaleSubresource} from './types.ts'

const MAX_REPLICAS = 2 ** 31 - 1

/** What Go calls the type of a value of JSON. */
const goType = (value: unknown): string => {
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'object') return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : 'string'
}

const unread = (place: string, value: unknown, wanted: string): string =>
  `${place} accessor error: ${goText(value)} is of the type ${goType(value)}, expected ${wanted}`

/** What stands at a path; an error where something on the way has no fields. */
const find = (object: unknown, path: string): {value?: unknown; error?: string} => {
  let value = object
  let place = ''
  for (const name of path.split('.').slice(1)) {
    place += `.${name}`
    if (value === null || value === undefined) return {}
    if (typeof value !== 'object' || Array.isArray(value))
      return {error: unread(place, value, 'map[string]interface{}')}
    value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
    if (value === undefined) return {}
  }
  return {value}
}

const validateReplicas = (object: unknown, path: string): StatusCause[] => {
  const {value, error} = find(object, path)
  if (error !== undefined) return [invalid(path, 0, error)]
  if (value === undefined) return []
  if (goType(value) !== 'int64') return [invalid(path, 0, unread(path, value, 'int64'))]
  const replicas = value as number
  if (replicas < 0) return [invalid(path, replicas, 'should be a non-negative integer')]
  return replicas > MAX_REPLICAS ? [invalid(path, replicas, `should be less than or equal to ${MAX_REPLICAS}`)] : []
}

/** Whether the numbers of replicas and the selector of a custom resource can be read. */
export const validateScale = (
  object: unknown,
  {specReplicasPath, statusReplicasPath, labelSelectorPath}: ScaleSubresource,
): StatusCause[] => {
  const {value, error} = labelSelectorPath ? find(object, labelSelectorPath) : {}
  const path = labelSelectorPath ?? ''
  const isText = value === undefined || typeof value === 'string'
  const selector = error ?? (isText ? undefined : unread(path, value, 'string'))
  return [
    ...validateReplicas(object, specReplicasPath),
    ...validateReplicas(object, statusReplicasPath),
    ...(selector === undefined ? [] : [invalid(path, '', selector)]),
  ]
}
