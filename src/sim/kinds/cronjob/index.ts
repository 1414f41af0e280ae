import {cronJob as known} from '../../../kubernetes/kinds/cronjob.ts'
import {columnsOfKind} from '../../server/column.ts'
import type {ActingKind} from '../kind.ts'
import {cronJobController} from './controller/index.ts'
import {cronJobDefaults} from './defaults.ts'
import {cronJobResource} from './resource.ts'
import {cronJobStrategy} from './strategy.ts'
import {validateCronJob} from './validation.ts'

export const cronJob: ActingKind = {
  resource: cronJobResource,
  strategy: cronJobStrategy,
  defaults: cronJobDefaults,
  validation: validateCronJob,
  columns: columnsOfKind(known),
  controllers: context => [cronJobController(context)],
}
