import {controllerOf} from '../controllers/draft.ts'
import type {Candidate} from './filters.ts'
import {matchesTerm} from './node-selector.ts'
import {isTolerated} from './taints.ts'

/** What is asked one after the other of the nodes that fit; less is better. */
const QUESTIONS: readonly ((candidate: Candidate) => number)[] = [
  // The pod's own preferences.
  ({pod, info}) =>
    -(pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      .filter(({preference}) => matchesTerm(info.node, preference))
      .reduce((sum, {weight}) => sum + weight, 0),
  ({pod, info}) =>
    (info.node.spec.taints ?? []).filter(
      taint => taint.effect === 'PreferNoSchedule' && !isTolerated(taint, pod.spec.tolerations),
    ).length,
  // Pods of one controller spread, so that the loss of a node does not take them all.
  ({pod, info}) => info.perOwner.get(controllerOf(pod)?.uid ?? '') ?? 0,
  // Then the emptiest node.
  ({info}) =>
    ['cpu', 'memory'].reduce(
      (sum, name) => sum + (info.requested[name] ?? 0) / Math.max(1, info.allocatable[name] ?? 1),
      0,
    ),
  ({info}) => info.pods.size,
]

/** The node to take; of equal ones the first. A real scheduler adds up weighted points and lets chance decide a tie. */
export const best = (candidates: readonly Candidate[]): Candidate | undefined => {
  let left = candidates
  for (const question of QUESTIONS) {
    if (left.length < 2) break
    const answers = left.map(question)
    const least = Math.min(...answers)
    left = left.filter((_, index) => answers[index] === least)
  }
  return left[0]
}
