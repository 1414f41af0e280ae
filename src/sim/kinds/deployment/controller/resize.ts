import {type ControlPlane, change} from '../../../controllers/control-plane.ts'
import {replicaSetResource} from '../../replicaset/resource.ts'
import type {ReplicaSet} from '../../replicaset/types.ts'
import type {Deployment} from '../types.ts'
import {sizeAnnotations} from './revisions.ts'
import {sizeOf} from './rolling-update.ts'

/** Gives a replica set another size, and says so on the deployment. */
export const resize = (plane: ControlPlane, deployment: Deployment, set: ReplicaSet, size: number): void => {
  const before = sizeOf(set)
  const {annotations} = set.metadata
  change<ReplicaSet>(plane, replicaSetResource, set, current => ({
    ...current,
    metadata: {...current.metadata, annotations: {...annotations, ...sizeAnnotations(deployment)}},
    spec: {...current.spec, replicas: size},
  }))
  if (size === before) return
  const message = `Scaled ${size > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${size}`
  plane.events.emit(deployment, {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message,
    component: 'deployment-controller',
  })
}
