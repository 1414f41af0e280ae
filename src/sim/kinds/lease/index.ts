import {noDefaults} from '../../schema/index.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {leaseColumns} from './columns.ts'
import {leaseResource} from './resource.ts'
import {validateLease} from './validation.ts'

export const lease: ActingKind = {
  resource: leaseResource,
  strategy: {},
  defaults: noDefaults,
  validation: validateLease,
  columns: leaseColumns,
  controllers: noControllers,
}
