import {type Clock, since} from '../../clock.ts'
import {type ControlPlane, find} from '../../controllers/control-plane.ts'
import {disrupt} from '../../controllers/disruption-target.ts'
import {partsOf, pathOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {isFinished} from '../../controllers/pod-state.ts'
import {tolerates} from '../../scheduler/taints.ts'
import {podResource} from '../pod/resource.ts'
import type {Pod, Taint} from '../pod/types.ts'
import {nodeResource} from './resource.ts'
import type {Node} from './types.ts'

const COMPONENT = 'taint-eviction-controller'
const EVICTED = {reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint'}

/**
 * Taints of effect NoExecute drive pods away. The loop compares the taints of a pod's node with the pod's tolerations: a
 * pod that does not bear one is deleted at once, one that bears it for some seconds when they are over.
 */
export const taintEvictionController = (plane: ControlPlane): Controller => {
  /** Pods that are to go, so that it can be said when they may stay after all. */
  const planned = new Set<string>()
  return {
    name: COMPONENT,
    *affected({type, resource, object, previous}) {
      if (type === 'DELETED') {
        if (planned.delete(pathOf(object))) yield pathOf(object)
      } else if (
        resource === nodeResource &&
        (object as Node).spec.taints !== (previous as Node | undefined)?.spec.taints
      )
        for (const pod of plane.podsByNode.get(object.metadata.name)) yield pathOf(pod)
      else if (resource === podResource && (object as Pod).spec !== (previous as Pod | undefined)?.spec)
        yield pathOf(object)
    },
    reconcile: key => {
      const pod = find<Pod>(plane, podResource, ...partsOf(key))
      const node = pod?.spec.nodeName && find<Node>(plane, nodeResource, '', pod.spec.nodeName)
      if (!pod || !node || pod.metadata.deletionTimestamp !== undefined || isFinished(pod)) return undefined
      const taints = (node.spec.taints ?? []).filter(({effect}) => effect === 'NoExecute')
      const left = Math.min(Number.POSITIVE_INFINITY, ...taints.map(taint => timeLeft(taint, pod, plane.clock)))
      const name = `${pod.metadata.namespace}/${pod.metadata.name}`
      const say = (message: string): void =>
        plane.events.emit(pod, {type: 'Normal', reason: 'TaintManagerEviction', message, component: COMPONENT})
      if (left === Number.POSITIVE_INFINITY) {
        if (planned.delete(key)) say(`Cancelling deletion of Pod ${name}`)
        return undefined
      }
      if (left > 0) {
        planned.add(key)
        return left
      }
      say(`Marking for deletion Pod ${name}`)
      disrupt(plane, pod, EVICTED)
      return undefined
    },
  }
}

/** For how many milliseconds a pod still bears a taint: not at all, for ever, or for some seconds since it came. */
const timeLeft = (taint: Taint, {spec}: Pod, clock: Clock): number => {
  const bearing = (spec.tolerations ?? []).filter(toleration => tolerates(toleration, taint))
  if (bearing.length === 0) return 0
  const limits = bearing.flatMap(({tolerationSeconds}) => tolerationSeconds ?? [])
  if (limits.length === 0) return Number.POSITIVE_INFINITY
  const borne = taint.timeAdded ? since(clock, taint.timeAdded) : 0
  return Math.max(0, Math.min(...limits)) * 1000 - borne
}
