import type {LabelSelector} from './types.ts'

/** Labels as kubectl prints them, `app=kubia,tier=web`, sorted; `<none>` for none. */
export function formatLabels(labels: Record<string, string> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',')
}

/** One expression in the selector language: `tier in (api,web)`, `!old`, `app`; node affinity has `cores>4` too. */
const expressions: Record<string, (key: string, values: string) => string> = {
  In: (key, values) => `${key} in (${values})`,
  NotIn: (key, values) => `${key} notin (${values})`,
  Exists: key => key,
  DoesNotExist: key => `!${key}`,
  Gt: (key, values) => `${key}>${values}`,
  Lt: (key, values) => `${key}<${values}`,
}

/**
 * A label selector in the selector language, ordered by key and with sorted values, as apimachinery's
 * labels.Selector prints it; empty for one that is absent or empty.
 */
export function selectorText(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({key, text: `${key}=${value}`}))
  const terms = (selector?.matchExpressions ?? []).map(({key, operator, values = []}) => ({
    key,
    text: expressions[operator]?.(key, values.toSorted().join(',')) ?? `${key} ${operator}`,
  }))
  const all = [...labels, ...terms].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return all.map(({text}) => text).join(',')
}

/** The same as kubectl prints it: `<none>` for one that is absent or empty. */
export function formatSelector(selector: LabelSelector | undefined): string {
  return selectorText(selector) || '<none>'
}
