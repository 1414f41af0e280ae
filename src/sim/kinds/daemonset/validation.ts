// pkg/apis/apps/validation, ValidateDaemonSet.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {invalid, nonNegative, notSupported, required} from '../../schema/validation/causes.ts'
import {amountOf, atMostAll, validateIntOrPercent} from '../../schema/validation/int-or-percent.ts'
import {validateImmutableSelector, validateSelectorAndTemplate} from '../pod/validation/template.ts'

const validateLimits = (limits: Fields): StatusCause[] => {
  const field = 'spec.updateStrategy.rollingUpdate'
  const [surge, unavailable] = [limits['maxSurge'] ?? 0, limits['maxUnavailable'] ?? 0] as (number | string)[]
  const given = [
    {place: `${field}.maxUnavailable`, value: unavailable ?? 0},
    {place: `${field}.maxSurge`, value: surge ?? 0},
  ]
  const [hasUnavailable, hasSurge] = given.map(({value}) => amountOf(value) !== 0)
  return [
    ...given.flatMap(({place, value}) => validateIntOrPercent(place, value)),
    ...given.flatMap(({place, value}) => atMostAll(place, value)),
    ...(hasUnavailable && hasSurge
      ? [invalid(`${field}.maxSurge`, surge, 'may not be set when maxUnavailable is non-zero')]
      : []),
    ...(hasUnavailable || hasSurge ? [] : [required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]),
  ]
}

const validateStrategy = (strategy: Fields): StatusCause[] => {
  if (strategy['type'] === 'OnDelete') return []
  if (strategy['type'] !== 'RollingUpdate')
    return [notSupported('spec.updateStrategy', strategy, ['RollingUpdate', 'OnDelete'])]
  const [limits] = record(strategy['rollingUpdate'])
  return limits ? validateLimits(limits) : [required('spec.updateStrategy.rollingUpdate')]
}

export const validateDaemonSet = (set: Fields, old?: Fields): StatusCause[] => [
  ...record(set['spec']).flatMap(spec => [
    ...validateSelectorAndTemplate(spec, {kind: 'daemonset', whose: 'DaemonSet', needsSelector: false}),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...record(spec['updateStrategy']).flatMap(validateStrategy),
    ...nonNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
  ]),
  ...validateImmutableSelector(set, old),
]
