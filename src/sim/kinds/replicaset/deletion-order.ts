import {isReady, readySince} from '../../controllers/pod-state.ts'
import type {Pod} from '../pod/types.ts'

const PHASES = ['Pending', 'Unknown', 'Running']

const restarts = ({status}: Pod): number =>
  Math.max(0, ...(status.containerStatuses ?? []).map(({restartCount}) => restartCount))

const deletionCost = ({metadata}: Pod): number =>
  Number(metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0)

/** The pods of the same owner on the pod's own node. */
type Neighbours = (pod: Pod) => number

/** What is asked one after the other: the pod with the smaller number goes first. */
const QUESTIONS: readonly ((pod: Pod, neighbours: Neighbours) => number)[] = [
  ({spec}) => (spec.nodeName ? 1 : 0),
  ({status}) => PHASES.indexOf(status.phase),
  pod => (isReady(pod) ? 1 : 0),
  deletionCost,
  (pod, neighbours) => -neighbours(pod),
  pod => -(readySince(pod) ?? Number.POSITIVE_INFINITY),
  pod => -restarts(pod),
  ({metadata}) => -Date.parse(metadata.creationTimestamp),
]

/**
 * In which order a ReplicaSet ends its pods when there are too many: first those that do least. Facts: the list in
 * Kubernetes' documentation of ReplicaSets ("Scaling a ReplicaSet") and the type ActivePodsWithRanks it speaks of.
 */
export const inDeletionOrder = (pods: readonly Pod[]): Pod[] => {
  const perNode = new Map<string, number>()
  for (const {spec} of pods) perNode.set(spec.nodeName ?? '', (perNode.get(spec.nodeName ?? '') ?? 0) + 1)
  const neighbours: Neighbours = ({spec}) => perNode.get(spec.nodeName ?? '') ?? 0
  return pods.toSorted((a, b) => {
    for (const question of QUESTIONS) {
      const [first, second] = [question(a, neighbours), question(b, neighbours)]
      if (first !== second) return first - second
    }
    return 0
  })
}
