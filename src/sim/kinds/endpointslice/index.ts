import type {ActingKind} from '../kind.ts'
import {endpointSliceColumns} from './columns.ts'
import {endpointSliceController} from './controller.ts'
import {endpointSliceDefaults} from './defaults.ts'
import {endpointSliceResource} from './resource.ts'
import {validateEndpointSlice} from './validation.ts'

export const endpointSlice: ActingKind = {
  resource: endpointSliceResource,
  strategy: {},
  defaults: endpointSliceDefaults,
  validation: validateEndpointSlice,
  columns: endpointSliceColumns,
  controllers: context => [endpointSliceController(context)],
}
