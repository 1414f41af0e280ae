import {noDefaults} from '../../schema/index.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {controllerRevisionColumns} from './columns.ts'
import {controllerRevisionResource} from './resource.ts'
import {validateControllerRevision} from './validation.ts'

export const controllerRevision: ActingKind = {
  resource: controllerRevisionResource,
  strategy: {},
  defaults: noDefaults,
  validation: validateControllerRevision,
  columns: controllerRevisionColumns,
  controllers: noControllers,
}
