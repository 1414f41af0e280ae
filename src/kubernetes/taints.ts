import type {Taint, Toleration} from './types.ts'

/** An empty key with `Exists` bears everything, an empty effect every effect. */
export const tolerates = (
  {key = '', operator = 'Equal', value = '', effect = ''}: Toleration,
  taint: Taint,
): boolean => {
  if (effect !== '' && effect !== taint.effect) return false
  if (key !== '' && key !== taint.key) return false
  if (operator === 'Exists') return true
  if (operator === 'Equal') return key !== '' && value === (taint.value ?? '')
  const [given, limit] = [Number(taint.value), Number(value)]
  return operator === 'Lt' ? given < limit : given > limit
}

export const isTolerated = (taint: Taint, tolerations: readonly Toleration[] = []): boolean =>
  tolerations.some(toleration => tolerates(toleration, taint))
