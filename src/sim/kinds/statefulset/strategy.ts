import type {Strategy} from '../../api/strategy.ts'

export const statefulSetStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {replicas: 0, availableReplicas: 0}}),
}
