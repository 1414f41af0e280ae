// pkg/apis/apps/validation, ValidateDeployment.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {forbidden, invalid, invalids, nonNegative, notSupported} from '../../schema/validation/causes.ts'
import {percent} from '../../schema/validation/names.ts'
import {validateImmutableSelector, validateSelectorAndTemplate} from '../pod/validation/template.ts'

const validateLimit = (field: string, limit: number | string): StatusCause[] =>
  typeof limit === 'number' ? nonNegative(field, limit) : invalids(field, limit, percent(limit))

const validateStrategy = (strategy: Fields): StatusCause[] => {
  const field = 'spec.strategy.rollingUpdate'
  const [limits] = record(strategy['rollingUpdate'])
  if (strategy['type'] === 'Recreate')
    return limits ? [forbidden(field, "may not be specified when strategy `type` is 'Recreate'")] : []
  if (strategy['type'] !== 'RollingUpdate')
    return [notSupported('spec.strategy', strategy, ['Recreate', 'RollingUpdate'])]
  const [surge, unavailable] = [limits?.['maxSurge'] ?? 0, limits?.['maxUnavailable'] ?? 0] as (number | string)[]
  const most = Number.parseInt(String(unavailable), 10)
  return [
    ...validateLimit(`${field}.maxUnavailable`, unavailable ?? 0),
    ...validateLimit(`${field}.maxSurge`, surge ?? 0),
    ...(most === 0 && Number.parseInt(String(surge), 10) === 0
      ? [invalid(`${field}.maxUnavailable`, unavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...(typeof unavailable === 'string' && most > 100
      ? [invalid(`${field}.maxUnavailable`, unavailable, 'must not be greater than 100%')]
      : []),
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
