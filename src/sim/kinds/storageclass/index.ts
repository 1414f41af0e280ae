import {type Fields, fillPointers} from '../../schema/fields.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {storageClassColumns} from './columns.ts'
import {storageClassResource} from './resource.ts'
import {validateStorageClass} from './validation.ts'

export const storageClass: ActingKind = {
  resource: storageClassResource,
  strategy: {},
  defaults: (given: Fields) => fillPointers(given, {reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate'}),
  validation: validateStorageClass,
  columns: storageClassColumns,
  controllers: noControllers,
}
