import {selectorText} from '../../kubernetes/selectors.ts'
import {isTolerated} from '../../kubernetes/taints.ts'
import type {Pod} from '../../kubernetes/types.ts'
import type {NodeFacts} from './nodes.ts'

/** How a newer scheduler counts nodes whose taints it does not name. */
const UNNAMED_TAINTS = /\b(\d{1,7}) node\(s\) had untolerated taint\(s\)(?! \{)/

/**
 * What the scheduler says with the taints that it does not name: of each node that it asks about them, the first one
 * that the pod does not tolerate. As it is where that does not come to its count.
 */
const namingTaints = (text: string, {spec}: Pod, facts: NodeFacts | undefined): string => {
  const counted = UNNAMED_TAINTS.exec(text)?.[1]
  const deciding = (facts?.nodes ?? [])
    .filter(node => !node.spec?.unschedulable)
    .flatMap(
      ({spec: of}) =>
        of?.taints?.find(taint => taint.effect !== 'PreferNoSchedule' && !isTolerated(taint, spec.tolerations)) ?? [],
    )
  if (counted === undefined || deciding.length !== Number(counted)) return text
  const byTaint = Map.groupBy(deciding, ({key, value = ''}) => `{${key}: ${value}}`)
  const named = [...byTaint].map(([taint, nodes]) => `${nodes.length} node(s) had untolerated taint ${taint}`)
  return text.replace(UNNAMED_TAINTS, named.toSorted().join(', '))
}

/** How the scheduler counts nodes that lack the labels that a pod asks for. */
const UNNAMED_LABELS = /\bnode\(s\) didn't match (?:pod's )?node (?:selector|affinity)(?:\/selector)?/i

/** The labels that a pod asks its node for: `disk=ssd and zone in (a,b)`; empty for none. */
const wantedLabels = ({nodeSelector, affinity}: Pod['spec']): string => {
  const {nodeSelectorTerms = []} = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? {}
  const terms = nodeSelectorTerms.map(selectorText).filter(text => text !== '')
  return [selectorText({matchLabels: nodeSelector ?? {}}), terms.join(' or ')].filter(text => text !== '').join(' and ')
}

const namingLabels = (text: string, {spec}: Pod): string => {
  const wanted = wantedLabels(spec)
  return wanted === '' ? text : text.replace(UNNAMED_LABELS, found => `${found} {${wanted}}`)
}

/**
 * What the scheduler says of a pod that no node takes, with what it does not name, in braces behind each count: the
 * taints, as far as the nodes say, and the labels that the pod asks for.
 */
export const withNames = (text: string, pod: Pod, facts: NodeFacts | undefined): string =>
  namingLabels(namingTaints(text, pod, facts), pod)
