import type {Strategy} from '../../api/strategy.ts'

export const replicationControllerStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {replicas: 0}}),
  // As core/v1 has had it since before there was a garbage collector.
  defaultPropagation: 'Orphan',
}
