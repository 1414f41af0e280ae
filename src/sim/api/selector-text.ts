// Label selectors as text, as the API writes them for people and for clients that go on with them.
import type {KubeObject} from './object.ts'

interface Expression {
  key: string
  operator: string
  values?: string[]
}

interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: Expression[]
}

export const labelsText = (labels: Readonly<Record<string, string>> = {}): string =>
  Object.keys(labels)
    .sort()
    .map(key => `${key}=${labels[key]}`)
    .join(',')

const expressionText = ({key, operator, values = []}: Expression): string => {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`
}

/** The selector in the spec of a workload. */
export const selectorText = (object: KubeObject): string => {
  const {selector = {}} = (object['spec'] ?? {}) as {selector?: LabelSelector}
  const terms = [labelsText(selector.matchLabels), ...(selector.matchExpressions ?? []).map(expressionText)]
  return terms.filter(term => term !== '').join(',')
}

/** The same for a kind whose selector is a plain map of labels. */
export const plainSelectorText = (object: KubeObject): string => {
  const {selector} = (object['spec'] ?? {}) as {selector?: Record<string, string>}
  return labelsText(selector)
}
