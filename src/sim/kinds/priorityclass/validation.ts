// pkg/apis/scheduling/validation.
import type {StatusCause} from '../../api/status.ts'
import type {Fields} from '../../schema/fields.ts'
import {forbidden, invalid, oneOf} from '../../schema/validation/causes.ts'
import {SYSTEM_CLASSES} from './types.ts'

const HIGHEST = 1_000_000_000

const validateValue = (name: string, value: number): StatusCause[] => {
  if (!name.startsWith('system-'))
    return value > HIGHEST ? [forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST}`)] : []
  const system = SYSTEM_CLASSES.find(one => one.name === name)
  if (system?.value === value) return []
  const error = system
    ? `value of ${name} PriorityClass must be ${system.value}`
    : `${name} is not a known system priority class`
  const why = `priority class names with 'system-' prefix are reserved for system use only. error: ${error}`
  return [forbidden('metadata.name', why)]
}

export const validatePriorityClass = (given: Fields, old?: Fields): StatusCause[] => {
  const {name = ''} = given['metadata'] as {name?: string}
  const {value = 0, preemptionPolicy} = given as {value?: number; preemptionPolicy?: string}
  return [
    ...validateValue(name, value),
    ...oneOf('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never'], 'optional'),
    ...(old && (old['value'] ?? 0) !== value ? [forbidden('value', 'may not be changed in an update.')] : []),
    ...(old && old['preemptionPolicy'] !== preemptionPolicy
      ? [invalid('preemptionPolicy', preemptionPolicy, 'field is immutable')]
      : []),
  ]
}
