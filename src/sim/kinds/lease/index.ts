import {noDefaults} from '../../schema/index.ts'
import {validateLease} from '../../schema/validation/cluster.ts'
import {leaseColumns} from '../../server/columns/small.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {leaseResource} from './resource.ts'

export const lease: ActingKind = {
  resource: leaseResource,
  strategy: {},
  defaults: noDefaults,
  validation: validateLease,
  columns: leaseColumns,
  controllers: noControllers,
}
