import {type Fields, fill, record} from '../../schema/fields.ts'

export const namespaceDefaults = (namespace: Fields): void => {
  fill(namespace, {status: {}})
  for (const status of record(namespace['status'])) fill(status, {phase: 'Active'})
}
