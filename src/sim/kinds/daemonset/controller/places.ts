import {isFinished, isReady} from '../../../controllers/pod-state.ts'
import {matchesNode} from '../../../scheduler/node-selector.ts'
import {isTolerated} from '../../../scheduler/taints.ts'
import type {Node} from '../../node/types.ts'
import type {Pod, PodSpec} from '../../pod/types.ts'
import type {DaemonSet} from '../types.ts'
import {daemonSpec, targetOf} from './pod.ts'

/** A node, and the pods that a set has there or means for it. */
export interface Place {
  node: string
  /** Whether a pod is to run there. */
  isWanted: boolean
  /** Whether one that runs there may stay: a taint of effect NoSchedule drives none away. */
  mayStay: boolean
  /** The oldest first. */
  pods: Pod[]
}

const wishOf = (spec: PodSpec, node: Node): Pick<Place, 'isWanted' | 'mayStay'> => {
  if (!matchesNode(spec, node)) return {isWanted: false, mayStay: false}
  const driving = (node.spec.taints ?? []).filter(taint => !isTolerated(taint, spec.tolerations))
  const effects = new Set(driving.map(({effect}) => effect))
  return {isWanted: !effects.has('NoSchedule') && !effects.has('NoExecute'), mayStay: !effects.has('NoExecute')}
}

/** @returns a place for each node, and the pods that are meant for a node that is gone */
export const placesOf = (
  set: DaemonSet,
  nodes: readonly Node[],
  pods: readonly Pod[],
): {places: Place[]; stray: Pod[]} => {
  const spec = daemonSpec(set)
  const places = new Map(
    nodes.map(node => [
      node.metadata.name,
      {node: node.metadata.name, pods: [] as Pod[], ...wishOf(spec, node)} satisfies Place,
    ]),
  )
  const stray: Pod[] = []
  for (const pod of pods) (places.get(targetOf(pod) ?? '')?.pods ?? stray).push(pod)
  // One that is bound to a node that is gone is the garbage collector's.
  return {places: [...places.values()], stray: stray.filter(({spec: {nodeName}}) => nodeName === undefined)}
}

export const isEnding = ({metadata}: Pod): boolean => metadata.deletionTimestamp !== undefined

/**
 * What is to be done at a place, revisions aside: a pod that is missing, and pods that are too many.
 * @param isUpdated whether a pod is of the newest revision
 * @param surges whether a place may have a pod of each of two revisions
 */
export const nextAt = (
  {isWanted, mayStay, pods}: Place,
  isUpdated: (pod: Pod) => boolean,
  surges: boolean,
): {needsPod: boolean; excess: Pod[]; over: Pod[]} => {
  const alive = pods.filter(pod => !isEnding(pod))
  if (!mayStay) return {needsPod: false, excess: alive, over: []}
  const over = alive.filter(isFinished)
  const running = alive.filter(pod => !isFinished(pod))
  // Nothing comes where a pod is still on its way out.
  const needsPod = isWanted && pods.length === 0
  if (!surges) return {needsPod, excess: running.slice(1), over}
  const [fresh = [], old = []] = [running.filter(isUpdated), running.filter(pod => !isUpdated(pod))]
  const isReplaced = fresh[0] !== undefined && old[0] !== undefined && !isReady(old[0])
  return {needsPod, excess: [...fresh.slice(1), ...old.slice(isReplaced ? 0 : 1)], over}
}
