import {type Fields, fill, record} from '../../schema/fields.ts'

export const nodeDefaults = (node: Fields): void => {
  for (const status of record(node['status']))
    for (const capacity of record(status['capacity'])) fill(status, {allocatable: {...capacity}})
}
