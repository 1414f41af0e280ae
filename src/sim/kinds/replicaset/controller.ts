import type {ControlPlane} from '../../controllers/control-plane.ts'
import type {Controller} from '../../controllers/loop.ts'
import {replicas} from './replicas.ts'
import {replicaSetResource} from './resource.ts'
import type {ReplicaSet} from './types.ts'

/**
 * A ReplicaSet keeps a number of pods of one template alive. The loop compares `spec.replicas` with the pods that its
 * selector finds.
 */
export const replicaSetController = (plane: ControlPlane): Controller =>
  replicas(plane, {
    controller: 'replicaset-controller',
    resource: replicaSetResource,
    selector: owner => (owner as ReplicaSet).spec.selector,
  })
