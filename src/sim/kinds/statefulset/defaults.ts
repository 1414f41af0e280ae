// From pkg/apis/apps/v1/defaults.go.
import {type Fields, fill, fillPointers, items, record} from '../../schema/fields.ts'
import {claimDefaults} from '../persistentvolumeclaim/defaults.ts'
import {templateDefaults} from '../pod/defaults.ts'

const updateStrategy = (strategy: Fields): void => {
  if (strategy['type'] === undefined || strategy['type'] === '') fillPointers(strategy, {rollingUpdate: {}})
  fill(strategy, {type: 'RollingUpdate'})
  if (strategy['type'] !== 'RollingUpdate') return
  for (const rolling of record(strategy['rollingUpdate'])) fillPointers(rolling, {partition: 0})
}

export const statefulSetDefaults = (set: Fields): void => {
  for (const spec of record(set['spec'])) {
    fill(spec, {podManagementPolicy: 'OrderedReady'})
    fillPointers(spec, {
      replicas: 1,
      revisionHistoryLimit: 10,
      serviceName: '',
      updateStrategy: {},
      persistentVolumeClaimRetentionPolicy: {},
    })
    for (const strategy of record(spec['updateStrategy'])) updateStrategy(strategy)
    for (const policy of record(spec['persistentVolumeClaimRetentionPolicy']))
      fill(policy, {whenDeleted: 'Retain', whenScaled: 'Retain'})
    for (const claim of items(spec['volumeClaimTemplates'])) {
      fill(claim, {apiVersion: 'v1', kind: 'PersistentVolumeClaim'})
      claimDefaults(claim)
      claim['status'] = {phase: 'Pending', ...record(claim['status'])[0]}
    }
    templateDefaults(spec)
  }
}
