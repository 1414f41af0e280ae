// From pkg/apis/apps/v1/defaults.go.
import {type Fields, fill, fillPointers, record} from '../../schema/fields.ts'
import {templateDefaults} from '../pod/defaults.ts'

const rollingUpdate = (strategy: Fields): void => {
  fill(strategy, {type: 'RollingUpdate'})
  if (strategy['type'] !== 'RollingUpdate') return
  fillPointers(strategy, {rollingUpdate: {}})
  for (const limits of record(strategy['rollingUpdate'])) fillPointers(limits, {maxSurge: '25%', maxUnavailable: '25%'})
}

export const deploymentDefaults = (deployment: Fields): void => {
  for (const spec of record(deployment['spec'])) {
    fillPointers(spec, {replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: {}})
    for (const strategy of record(spec['strategy'])) rollingUpdate(strategy)
    templateDefaults(spec)
  }
}
