import type {Strategy} from '../../api/strategy.ts'

export const deploymentStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {}}),
  // Annotations count as well: the deployment controller copies them to the ReplicaSet.
  generationOf: ({spec, metadata}) => [spec, metadata.annotations ?? {}],
  // The controller notes the revision there, which is no change of the spec.
  metadataOfStatus: ({annotations}, {annotations: _before, ...current}) =>
    annotations ? {...current, annotations} : current,
}
