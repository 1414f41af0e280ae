import type {Strategy} from '../../api/strategy.ts'

export const replicaSetStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {replicas: 0}}),
}
