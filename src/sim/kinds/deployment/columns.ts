import {selectorText} from '../../api/selector-text.ts'
import {ageColumn, type Column, nameColumn, text} from '../../server/column.ts'
import {counted, specOf, wideColumns} from '../replicaset/columns.ts'

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  text('Ready', object => `${counted('readyReplicas')(object)}/${specOf(object).replicas ?? 0}`),
  text('Up-to-date', counted('updatedReplicas')),
  text('Available', counted('availableReplicas')),
  ageColumn,
  ...wideColumns(selectorText),
]
