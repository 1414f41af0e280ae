import {endpointsController} from '../../controllers/endpoints/endpoints.ts'
import {endpointsDefaults} from '../../schema/defaults/services.ts'
import {validateEndpoints} from '../../schema/validation/cluster.ts'
import {endpointsColumns} from '../../server/columns/endpoints.ts'
import type {ActingKind} from '../kind.ts'
import {endpointsResource} from './resource.ts'

export const endpoints: ActingKind = {
  resource: endpointsResource,
  strategy: {},
  defaults: endpointsDefaults,
  validation: validateEndpoints,
  columns: endpointsColumns,
  controllers: context => [endpointsController(context)],
}
