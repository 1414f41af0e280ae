// From pkg/apis/apps/v1/defaults.go.
import {type Fields, fillPointers, record} from '../../schema/fields.ts'
import {templateDefaults} from '../pod/defaults.ts'

export const replicaSetDefaults = (set: Fields): void => {
  for (const spec of record(set['spec'])) {
    fillPointers(spec, {replicas: 1})
    templateDefaults(spec)
  }
}
