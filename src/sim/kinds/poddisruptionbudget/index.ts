import {noDefaults} from '../../schema/defaults.ts'
import type {ActingKind} from '../kind.ts'
import {budgetColumns} from '../stored-columns.ts'
import {validateDisruptionBudget} from '../stored-validation.ts'
import {disruptionController} from './controller.ts'
import {budgetResource} from './resource.ts'
import {NOTHING} from './types.ts'

export const podDisruptionBudget: ActingKind = {
  resource: budgetResource,
  strategy: {prepareForCreate: budget => ({...budget, status: NOTHING})},
  defaults: noDefaults,
  validation: validateDisruptionBudget,
  columns: budgetColumns,
  controllers: context => [disruptionController(context)],
}
