// Deployments, ReplicaSets and ReplicationControllers: what their status begins with, and what counts as a new wish.
import type {Strategy} from '../strategy.ts'

export const deploymentStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {}}),
  // Annotations count as well: the deployment controller copies them to the ReplicaSet.
  generationOf: ({spec, metadata}) => [spec, metadata.annotations ?? {}],
  // The controller notes the revision there, which is no new wish.
  metadataOfStatus: ({annotations}, {annotations: _before, ...current}) =>
    annotations ? {...current, annotations} : current,
}

export const replicaSetStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {replicas: 0}}),
}

export const replicationControllerStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {replicas: 0}}),
  // As core/v1 has had it since before there was a garbage collector.
  defaultPropagation: 'Orphan',
}
