// ValidateResourceQuota of pkg/apis/core/validation.
import {compareQuantities, isWhole, parseQuantity, ZERO} from '../../../kubernetes/quantity.ts'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, items, record} from '../../schema/fields.ts'
import {invalid, invalids, notSupported, required} from '../../schema/validation/causes.ts'
import {qualifiedName} from '../../schema/validation/names.ts'
import {same} from '../../schema/validation/same.ts'
import {SCOPE_NAMES} from './scopes.ts'
import {COUNTED} from './usage.ts'

const COUNTS = [...COUNTED, 'services.loadbalancers', 'services.nodeports']
const COMPUTE = ['', 'requests.', 'limits.'].flatMap(prefix => [`${prefix}cpu`, `${prefix}memory`])
const STANDARD = new Set([
  ...COUNTS,
  ...COMPUTE,
  'ephemeral-storage',
  'limits.ephemeral-storage',
  'requests.ephemeral-storage',
  'requests.storage',
])
const isStandard = (name: string): boolean => STANDARD.has(name) || /^(requests\.)?hugepages-/.test(name)
/** Standard elsewhere, but not for a quota. */
const ELSEWHERE = new Set(['storage'])

const validateName = (field: string, name: string): StatusCause[] => {
  const causes = invalids(field, name, qualifiedName(name))
  if (causes.length > 0 || name.includes('/') || isStandard(name)) return causes
  const other = ELSEWHERE.has(name) ? [] : [invalid(field, name, 'must be a standard resource type or fully qualified')]
  return [...other, invalid(field, name, 'must be a standard resource for quota')]
}

const validateAmount = (field: string, name: string, amount: string): StatusCause[] => {
  const quantity = parseQuantity(amount)
  return [
    ...(compareQuantities(quantity, ZERO) < 0 ? [invalid(field, amount, 'must be greater than or equal to 0')] : []),
    ...(COUNTS.includes(name) && !isWhole(quantity) ? [invalid(field, amount, 'must be an integer')] : []),
  ]
}

const PAIRS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

const isScopedBy = (scope: string, name: string): boolean =>
  name === 'pods' || (scope !== 'BestEffort' && COMPUTE.includes(name)) || !SCOPE_NAMES.includes(scope)

const validateScopes = (scopes: readonly string[], names: readonly string[]): StatusCause[] => {
  const told = (why: string): StatusCause => invalid('spec.scopes', scopes, why)
  return [
    ...scopes.flatMap(scope => [
      ...(SCOPE_NAMES.includes(scope) ? [] : [told('unsupported scope')]),
      ...names
        .filter(name => isStandard(name) && !isScopedBy(scope, name))
        .map(() => told('unsupported scope applied to resource')),
    ]),
    ...PAIRS.filter(pair => pair.every(scope => scopes.includes(scope))).map(() => told('conflicting scopes')),
  ]
}

const OPERATORS = ['DoesNotExist', 'Exists', 'In', 'NotIn']

const validateRequirement = ({scopeName, operator, values}: Fields): StatusCause[] => {
  const field = 'spec.scopeSelector.matchExpressions'
  const count = ((values ?? []) as unknown[]).length
  const needsValues = operator === 'In' || operator === 'NotIn'
  return [
    ...(SCOPE_NAMES.includes(scopeName as string)
      ? []
      : [invalid(`${field}.scopeName`, scopeName, 'unsupported scope')]),
    ...(OPERATORS.includes(operator as string) ? [] : [notSupported(`${field}.operator`, operator, OPERATORS)]),
    ...(needsValues && count === 0
      ? [
          required(
            `${field}.values`,
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
          ),
        ]
      : []),
    ...(!needsValues && count > 0
      ? [
          invalid(
            `${field}.values`,
            values,
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
          ),
        ]
      : []),
  ]
}

export const validateResourceQuota = (quota: Fields, old?: Fields): StatusCause[] =>
  record(quota['spec']).flatMap(spec => {
    const hard = Object.entries(record(spec['hard'])[0] ?? {}) as [string, string][]
    const scopes = (spec['scopes'] ?? []) as string[]
    const before = record(old?.['spec'])[0]
    return [
      ...hard.flatMap(([name, amount]) => [
        ...validateName(`spec.hard[${name}]`, name),
        ...validateAmount(`spec.hard[${name}]`, name, amount),
      ]),
      ...validateScopes(
        scopes,
        hard.map(([name]) => name),
      ),
      ...record(spec['scopeSelector']).flatMap(selector =>
        items(selector['matchExpressions']).flatMap(validateRequirement),
      ),
      ...(before && !same([...scopes].sort(), [...((before['scopes'] ?? []) as string[])].sort())
        ? [invalid('spec.scopes', scopes, 'field is immutable')]
        : []),
    ]
  })
