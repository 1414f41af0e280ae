import type {ActingKind} from '../kind.ts'
import {endpointsColumns} from './columns.ts'
import {endpointsController} from './controller.ts'
import {endpointsDefaults} from './defaults.ts'
import {endpointsResource} from './resource.ts'
import {validateEndpoints} from './validation.ts'

export const endpoints: ActingKind = {
  resource: endpointsResource,
  strategy: {},
  defaults: endpointsDefaults,
  validation: validateEndpoints,
  columns: endpointsColumns,
  controllers: context => [endpointsController(context)],
}
