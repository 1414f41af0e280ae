// pkg/apis/apps/validation, ValidateDeployment.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {forbidden, invalid, nonNegative, notSupported} from '../../schema/validation/causes.ts'
import {amountOf, atMostAll, validateIntOrPercent} from '../../schema/validation/int-or-percent.ts'
import {validateImmutableSelector, validateSelectorAndTemplate} from '../pod/validation/template.ts'

const validateStrategy = (strategy: Fields): StatusCause[] => {
  const field = 'spec.strategy.rollingUpdate'
  const [limits] = record(strategy['rollingUpdate'])
  if (strategy['type'] === 'Recreate')
    return limits ? [forbidden(field, "may not be specified when strategy `type` is 'Recreate'")] : []
  if (strategy['type'] !== 'RollingUpdate')
    return [notSupported('spec.strategy', strategy, ['Recreate', 'RollingUpdate'])]
  const [surge, unavailable] = [limits?.['maxSurge'] ?? 0, limits?.['maxUnavailable'] ?? 0] as (number | string)[]
  return [
    ...validateIntOrPercent(`${field}.maxUnavailable`, unavailable ?? 0),
    ...validateIntOrPercent(`${field}.maxSurge`, surge ?? 0),
    ...(amountOf(unavailable ?? 0) === 0 && amountOf(surge ?? 0) === 0
      ? [invalid(`${field}.maxUnavailable`, unavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...atMostAll(`${field}.maxUnavailable`, unavailable ?? 0),
  ]
}

const validateDeadline = (spec: Fields): StatusCause[] => {
  const field = 'spec.progressDeadlineSeconds'
  const [deadline, ready] = [spec['progressDeadlineSeconds'], spec['minReadySeconds'] ?? 0] as [
    number | undefined,
    number,
  ]
  if (deadline === undefined) return []
  return [
    ...nonNegative(field, deadline),
    ...(deadline <= ready ? [invalid(field, deadline, 'must be greater than minReadySeconds')] : []),
  ]
}

export const validateDeployment = (deployment: Fields, old?: Fields): StatusCause[] => [
  ...record(deployment['spec']).flatMap(spec => [
    ...nonNegative('spec.replicas', spec['replicas']),
    ...validateSelectorAndTemplate(spec),
    ...record(spec['strategy']).flatMap(validateStrategy),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...nonNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
    ...validateDeadline(spec),
  ]),
  ...validateImmutableSelector(deployment, old),
]
