// Taints of nodes, and which of them a Pod tolerates.
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items} from '../../../schema/fields.ts'
import {duplicate, invalid, invalids, notSupported, oneOf} from '../../../schema/validation/causes.ts'
import {labelValue, qualifiedName} from '../../../schema/validation/names.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export const validateTaints = (field: string, taints: unknown): StatusCause[] => {
  const seen = new Set<string>()
  return items(taints).flatMap((taint, index) => {
    const place = `${field}[${index}]`
    const [key, value] = [(taint['key'] ?? '') as string, (taint['value'] ?? '') as string]
    const valueMessages = labelValue(value)
    const pair = `${key}:${taint['effect']}`
    const causes = [
      ...invalids(`${place}.key`, key, qualifiedName(key)),
      ...(valueMessages.length > 0 ? [invalid(`${place}.value`, value, valueMessages.join(';'))] : []),
      ...oneOf(`${place}.effect`, taint['effect'], EFFECTS),
      ...(seen.has(pair) ? [duplicate(place, taint, 'taints must be unique by key and effect pair')] : []),
    ]
    seen.add(pair)
    return causes
  })
}

const validateOperator = (place: string, toleration: Fields): StatusCause[] => {
  const operator = toleration['operator'] as string | undefined
  const value = (toleration['value'] ?? '') as string
  if (operator === 'Exists')
    return value === ''
      ? []
      : [invalid(`${place}.operator`, toleration, "value must be empty when `operator` is 'Exists'")]
  if (operator && operator !== 'Equal') return [notSupported(`${place}.operator`, operator, ['Equal', 'Exists'])]
  const messages = labelValue(value)
  return messages.length > 0 ? [invalid(`${place}.operator`, value, messages.join(';'))] : []
}

export const validateTolerations = (field: string, tolerations: unknown): StatusCause[] =>
  items(tolerations).flatMap((toleration, index) => {
    const place = `${field}[${index}]`
    const {key, operator, effect} = toleration as {key?: string; operator?: string; effect?: string}
    return [
      ...(key ? invalids(`${place}.key`, key, qualifiedName(key)) : []),
      ...(key || operator === 'Exists'
        ? []
        : [
            invalid(
              `${place}.operator`,
              operator ?? '',
              'operator must be Exists when `key` is empty, which means "match all values and all keys"',
            ),
          ]),
      ...(toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute'
        ? [invalid(`${place}.effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set")]
        : []),
      ...validateOperator(place, toleration),
      ...oneOf(`${place}.effect`, effect, EFFECTS, 'optional'),
    ]
  })
