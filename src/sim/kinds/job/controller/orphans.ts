import {type ControlPlane, find} from '../../../controllers/control-plane.ts'
import {controllerOf, partsOf, pathOf} from '../../../controllers/draft.ts'
import type {Controller} from '../../../controllers/loop.ts'
import {podResource} from '../../pod/resource.ts'
import type {Pod} from '../../pod/types.ts'
import {jobResource} from '../resource.ts'
import {isTracked, untrack} from './pods.ts'

/** The pods of a job that is gone: nobody counts them any more, so nothing keeps them. */
export const jobOrphans = (plane: ControlPlane): Controller => {
  const isOrphan = (pod: Pod): boolean => {
    const owner = controllerOf(pod)
    const job = owner?.kind === jobResource.kind && find(plane, jobResource, pod.metadata.namespace ?? '', owner.name)
    return !job || job.metadata.uid !== owner.uid
  }
  return {
    name: 'job-orphan-pods',
    *affected({type, resource, object}) {
      if (resource === jobResource && type === 'DELETED')
        for (const pod of plane.podsByOwner.get(object.metadata.uid)) yield pathOf(pod)
      if (resource === podResource && type !== 'DELETED' && isTracked(object) && isOrphan(object as Pod))
        yield pathOf(object)
    },
    reconcile: key => {
      const pod = find<Pod>(plane, podResource, ...partsOf(key))
      if (pod && isTracked(pod) && isOrphan(pod)) untrack(plane, pod)
      return undefined
    },
  }
}
