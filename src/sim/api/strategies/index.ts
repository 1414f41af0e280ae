// The strategy of each kind; `{}` is written as it comes.
import {type PartOfKinds, partOf} from '../resources.ts'
import {namespaceStrategy} from './namespace.ts'
import {podStrategy} from './pod.ts'
import {secretStrategy} from './secret.ts'
import {serviceStrategy} from './service.ts'
import type {Strategy} from './strategy.ts'
import {deploymentStrategy, replicaSetStrategy, replicationControllerStrategy} from './workloads.ts'

const STRATEGIES: PartOfKinds<Strategy> = {
  Deployment: deploymentStrategy,
  Endpoints: {},
  EndpointSlice: {},
  Namespace: namespaceStrategy,
  // A kubelet registers its node with all that it knows of it.
  Node: {statusOnCreate: true},
  Pod: podStrategy,
  ReplicaSet: replicaSetStrategy,
  ReplicationController: replicationControllerStrategy,
  Secret: secretStrategy,
  Service: serviceStrategy,
  ServiceAccount: {},
}

const PLAIN: Strategy = {}

export const strategyOf = ({kind}: {kind: string}): Strategy => partOf(STRATEGIES, kind) ?? PLAIN
