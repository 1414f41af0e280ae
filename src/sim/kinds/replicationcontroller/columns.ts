import {plainSelectorText} from '../../api/selector-text.ts'
import {replicatedColumns} from '../replicaset/columns.ts'

export const replicationControllerColumns = replicatedColumns(plainSelectorText)
