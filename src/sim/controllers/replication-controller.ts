import type {ReplicationController} from '../api/kinds/workload.ts'
import {replicationControllerResource} from '../kinds/replicationcontroller/resource.ts'
import type {ControlPlane} from './control-plane.ts'
import type {Controller} from './loop.ts'
import {replicas} from './replicas.ts'

/**
 * A ReplicationController is what a ReplicaSet was called before it could select by more than equality. The loop is the
 * same one; kube-controller-manager, too, runs it through an adapter.
 */
export const replicationController = (plane: ControlPlane): Controller =>
  replicas(plane, {
    controller: 'replication-controller',
    resource: replicationControllerResource,
    selector: owner => {
      const {selector, template} = (owner as ReplicationController).spec
      return {matchLabels: selector ?? template.metadata?.labels ?? {}}
    },
  })
