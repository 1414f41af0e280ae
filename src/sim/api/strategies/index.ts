// Which kinds have a strategy of their own; all others are written as they come.
import {namespaceStrategy} from './namespace.ts'
import {podStrategy} from './pod.ts'
import {secretStrategy} from './secret.ts'
import {serviceStrategy} from './service.ts'
import type {Strategy} from './strategy.ts'
import {deploymentStrategy, replicaSetStrategy, replicationControllerStrategy} from './workloads.ts'

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  Deployment: deploymentStrategy,
  Namespace: namespaceStrategy,
  // A kubelet registers its node with all that it knows of it.
  Node: {statusOnCreate: true},
  Pod: podStrategy,
  ReplicaSet: replicaSetStrategy,
  ReplicationController: replicationControllerStrategy,
  Secret: secretStrategy,
  Service: serviceStrategy,
}

const PLAIN: Strategy = {}

export const strategyOf = ({kind}: {kind: string}): Strategy => STRATEGIES[kind] ?? PLAIN
