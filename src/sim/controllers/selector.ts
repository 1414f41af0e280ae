import type {LabelSelector, LabelSelectorRequirement, Labels} from '../api/object.ts'

const has = (labels: Labels, key: string): boolean => Object.hasOwn(labels, key)

const OPERATORS: Readonly<
  Record<LabelSelectorRequirement['operator'], (labels: Labels, key: string, values: readonly string[]) => boolean>
> = {
  In: (labels, key, values) => has(labels, key) && values.includes(labels[key] ?? ''),
  NotIn: (labels, key, values) => !has(labels, key) || !values.includes(labels[key] ?? ''),
  Exists: has,
  DoesNotExist: (labels, key) => !has(labels, key),
}

/** Whether every pair is among the labels. */
export const matchesLabels = (wanted: Labels, labels: Labels = {}): boolean => {
  for (const key in wanted) if (labels[key] !== wanted[key]) return false
  return true
}

/** A selector that asks for nothing selects everything; one that is absent selects nothing. */
export const matchesSelector = (selector: LabelSelector | undefined, labels: Labels = {}): boolean =>
  selector !== undefined &&
  matchesLabels(selector.matchLabels ?? {}, labels) &&
  (selector.matchExpressions ?? []).every(({operator, key, values}) => OPERATORS[operator](labels, key, values ?? []))
