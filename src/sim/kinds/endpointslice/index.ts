import {endpointSliceController} from '../../controllers/endpoints/endpoint-slices.ts'
import {endpointSliceDefaults} from '../../schema/defaults/services.ts'
import {validateEndpointSlice} from '../../schema/validation/cluster.ts'
import {endpointSliceColumns} from '../../server/columns/endpoints.ts'
import type {ActingKind} from '../kind.ts'
import {endpointSliceResource} from './resource.ts'

export const endpointSlice: ActingKind = {
  resource: endpointSliceResource,
  strategy: {},
  defaults: endpointSliceDefaults,
  validation: validateEndpointSlice,
  columns: endpointSliceColumns,
  controllers: context => [endpointSliceController(context)],
}
