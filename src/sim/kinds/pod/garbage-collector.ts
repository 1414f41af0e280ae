import {type ControlPlane, find} from '../../controllers/control-plane.ts'
import {disrupt} from '../../controllers/disruption-target.ts'
import {partsOf, pathOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {nodeResource} from '../node/resource.ts'
import {podResource} from './resource.ts'
import type {Pod} from './types.ts'

const LOST = {reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists'}

/**
 * Pods of a node that is gone have no kubelet that could end them. The loop looks at pods whose node does not exist, and
 * deletes them without asking anybody.
 */
export const podGarbageCollector = (plane: ControlPlane): Controller => ({
  name: 'pod-garbage-collector-controller',
  *affected({type, resource, object}) {
    if (resource === nodeResource && type === 'DELETED')
      for (const pod of plane.podsByNode.get(object.metadata.name)) yield pathOf(pod)
    const {nodeName} = resource === podResource && type === 'ADDED' ? (object as Pod).spec : {}
    if (nodeName && !plane.store.get(nodeResource, '', nodeName)) yield pathOf(object)
  },
  reconcile: key => {
    const pod = find<Pod>(plane, podResource, ...partsOf(key))
    if (pod?.spec.nodeName && !plane.store.get(nodeResource, '', pod.spec.nodeName))
      disrupt(plane, pod, LOST, {phase: 'Failed', gracePeriodSeconds: 0})
    return undefined
  },
})
