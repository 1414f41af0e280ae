import type {Pod} from '../api/kinds/pod.ts'
import {types} from '../api/resources.ts'
import {type ControlPlane, find, remove} from './control-plane.ts'
import {partsOf, pathOf} from './draft.ts'
import type {Controller} from './loop.ts'

/**
 * Pods of a node that is gone have no kubelet that could end them. The loop looks at pods whose node does not exist, and
 * deletes them without asking anybody.
 */
export const podGarbageCollector = (plane: ControlPlane): Controller => ({
  name: 'pod-garbage-collector-controller',
  *affected({type, resource, object}) {
    if (resource === types.Node && type === 'DELETED')
      for (const pod of plane.podsByNode.get(object.metadata.name)) yield pathOf(pod)
    const {nodeName} = resource === types.Pod && type === 'ADDED' ? (object as Pod).spec : {}
    if (nodeName && !plane.store.get(types.Node, '', nodeName)) yield pathOf(object)
  },
  reconcile: key => {
    const pod = find<Pod>(plane, types.Pod, ...partsOf(key))
    if (pod?.spec.nodeName && !plane.store.get(types.Node, '', pod.spec.nodeName)) remove(plane, types.Pod, pod, 0)
    return undefined
  },
})
