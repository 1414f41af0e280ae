import {type ActingKind, noControllers} from '../kind.ts'
import {createdColumns} from '../stored-columns.ts'
import {limitRangeDefaults} from './defaults.ts'
import {limitRangeGuard} from './limits.ts'
import {limitRangeResource} from './resource.ts'
import {validateLimitRange} from './validation.ts'

export const limitRange: ActingKind = {
  resource: limitRangeResource,
  strategy: {},
  defaults: limitRangeDefaults,
  validation: validateLimitRange,
  columns: createdColumns,
  guard: limitRangeGuard,
  controllers: noControllers,
}
