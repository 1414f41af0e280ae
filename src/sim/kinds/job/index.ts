import {job as known} from '../../../kubernetes/kinds/job.ts'
import {columnsOfKind} from '../../server/column.ts'
import type {ActingKind} from '../kind.ts'
import {jobController} from './controller/index.ts'
import {jobOrphans} from './controller/orphans.ts'
import {jobDefaults} from './defaults.ts'
import {jobResource} from './resource.ts'
import {jobStrategy} from './strategy.ts'
import {validateJob} from './validation.ts'

export const job: ActingKind = {
  resource: jobResource,
  strategy: jobStrategy,
  defaults: jobDefaults,
  validation: validateJob,
  columns: columnsOfKind(known),
  controllers: context => [jobController(context), jobOrphans(context)],
}
