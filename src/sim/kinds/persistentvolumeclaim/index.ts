import type {ActingKind} from '../kind.ts'
import {claimColumns} from './columns.ts'
import {claimController} from './controller/index.ts'
import {claimDefaults} from './defaults.ts'
import {claimResource} from './resource.ts'
import {claimStrategy} from './strategy.ts'
import {validateClaim} from './validation.ts'

export const persistentVolumeClaim: ActingKind = {
  resource: claimResource,
  strategy: claimStrategy,
  defaults: claimDefaults,
  validation: validateClaim,
  columns: claimColumns,
  controllers: context => [claimController(context)],
}
