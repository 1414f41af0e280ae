import {matchesLabels} from '../controllers/selector.ts'
import type {Node} from '../kinds/node/types.ts'
import type {NodeSelectorRequirement, NodeSelectorTerm, PodSpec} from '../kinds/pod/types.ts'

type Compare = (value: string | undefined, values: readonly string[]) => boolean

const OPERATORS: Readonly<Record<NodeSelectorRequirement['operator'], Compare>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: value => value !== undefined,
  DoesNotExist: value => value === undefined,
  Gt: (value, [limit]) => Number(value) > Number(limit),
  Lt: (value, [limit]) => Number(value) < Number(limit),
}

/** All requirements of a term hold; a term without any matches nothing. */
export const matchesTerm = (node: Node, {matchExpressions = [], matchFields = []}: NodeSelectorTerm): boolean => {
  if (matchExpressions.length + matchFields.length === 0) return false
  const holds = (value: string | undefined, {operator, values = []}: NodeSelectorRequirement): boolean =>
    OPERATORS[operator](value, values)
  return (
    matchExpressions.every(each => holds(node.metadata.labels?.[each.key], each)) &&
    matchFields.every(each => holds(each.key === 'metadata.name' ? node.metadata.name : undefined, each))
  )
}

/** The pod's node selector, and any of the required terms of its node affinity. */
export const matchesNode = ({nodeSelector = {}, affinity}: PodSpec, node: Node): boolean => {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return (
    matchesLabels(nodeSelector, node.metadata.labels) &&
    (required === undefined || required.nodeSelectorTerms.some(term => matchesTerm(node, term)))
  )
}
