import type {ControlPlane} from '../../controllers/control-plane.ts'
import type {Controller} from '../../controllers/loop.ts'
import {replicas} from '../replicaset/replicas.ts'
import {replicationControllerResource} from './resource.ts'
import type {ReplicationController} from './types.ts'

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
