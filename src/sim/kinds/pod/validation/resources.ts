// Requests and limits of a container: pkg/apis/core/validation, ValidateResourceRequirements.
import {compareQuantities, isWhole, parseQuantity, ZERO} from '../../../../kubernetes/quantity.ts'
import type {StatusCause} from '../../../api/status.ts'
import type {Fields} from '../../../schema/fields.ts'
import {invalid, invalids, required} from '../../../schema/validation/causes.ts'
import {qualifiedName} from '../../../schema/validation/names.ts'

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage'])
/** Standard elsewhere (quotas, volumes), but not for a container. */
const STANDARD_ELSEWHERE = new Set(['storage', 'pods', 'services', 'secrets', 'configmaps', 'persistentvolumeclaims'])
const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')
/** Whether more may be promised of it than there is. */
const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name)

export const validateName = (field: string, name: string): StatusCause[] => {
  const causes = invalids(field, name, qualifiedName(name))
  if (name.includes('/') || STANDARD.has(name) || isHugePages(name)) return causes
  if (!STANDARD_ELSEWHERE.has(name))
    causes.push(invalid(field, name, 'must be a standard resource type or fully qualified'))
  return [...causes, invalid(field, name, 'must be a standard resource for containers')]
}

const validateAmount = (field: string, name: string, amount: string): StatusCause[] => [
  ...(compareQuantities(parseQuantity(amount), ZERO) < 0
    ? [invalid(field, amount, 'must be greater than or equal to 0')]
    : []),
  ...(!isNative(name) && !isWhole(parseQuantity(amount)) ? [invalid(field, amount, 'must be an integer')] : []),
]

const validateRequest = (
  field: string,
  name: string,
  request: string,
  limits: Record<string, string>,
): StatusCause[] => {
  const limit = limits[name]
  if (limit === undefined)
    return mayOvercommit(name)
      ? []
      : [required(`${field}.limits`, 'Limit must be set for non overcommitable resources')]
  const order = compareQuantities(parseQuantity(request), parseQuantity(limit))
  if (order !== 0 && !mayOvercommit(name))
    return [invalid(`${field}.requests`, request, `must be equal to ${name} limit of ${limit}`)]
  if (order <= 0) return []
  return [invalid(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`)]
}

export const validateResources = (field: string, resources: Fields = {}): StatusCause[] => {
  const limits = (resources['limits'] ?? {}) as Record<string, string>
  const requests = (resources['requests'] ?? {}) as Record<string, string>
  const each = (list: string, amounts: Record<string, string>) =>
    Object.entries(amounts).flatMap(([name, amount]) => [
      ...validateName(`${field}.${list}[${name}]`, name),
      ...validateAmount(`${field}.${list}[${name}]`, name, amount),
      ...(list === 'requests' ? validateRequest(field, name, amount, limits) : []),
    ])
  return [...each('limits', limits), ...each('requests', requests)]
}
