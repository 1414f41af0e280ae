// From pkg/apis/apps/v1/defaults.go.
import {type Fields, fill, fillPointers, record} from '../../schema/fields.ts'
import {templateDefaults} from '../pod/defaults.ts'

export const daemonSetDefaults = (set: Fields): void => {
  for (const spec of record(set['spec'])) {
    fillPointers(spec, {revisionHistoryLimit: 10, updateStrategy: {}})
    for (const strategy of record(spec['updateStrategy'])) {
      fill(strategy, {type: 'RollingUpdate'})
      if (strategy['type'] === 'RollingUpdate') fillPointers(strategy, {rollingUpdate: {}})
      if (strategy['type'] === 'RollingUpdate')
        for (const limits of record(strategy['rollingUpdate'])) fillPointers(limits, {maxUnavailable: 1, maxSurge: 0})
    }
    templateDefaults(spec)
  }
}
