import type {Deployment, ReplicaSet} from '../../api/kinds/workload.ts'
import {replicaSetResource} from '../../kinds/replicaset/resource.ts'
import {type ControlPlane, change} from '../control-plane.ts'
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
