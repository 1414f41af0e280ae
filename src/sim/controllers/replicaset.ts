import type {ReplicaSet} from '../api/kinds/workload.ts'
import {replicaSetResource} from '../kinds/replicaset/resource.ts'
import type {ControlPlane} from './control-plane.ts'
import type {Controller} from './loop.ts'
import {replicas} from './replicas.ts'

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
