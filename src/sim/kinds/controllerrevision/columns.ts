import {resourceName} from '../../../kubernetes/object-name.ts'
import {controllerOf} from '../../controllers/draft.ts'
import {ageColumn, type ColumnDefinition, NONE, nameColumn, text} from '../../server/column.ts'

export const controllerRevisionColumns: readonly ColumnDefinition[] = [
  nameColumn,
  text('Controller', object => {
    const owner = controllerOf(object)
    return owner ? `${resourceName(owner)}/${owner.name}` : NONE
  }),
  text('Revision', object => String(object['revision'] ?? 0)),
  ageColumn,
]
