import type {ActingKind} from '../kind.ts'
import {definitionColumns} from './columns.ts'
import {definitionController} from './controller.ts'
import {definitionDefaults} from './defaults.ts'
import {definitionHandlers} from './handlers.ts'
import {definitionResource} from './resource.ts'
import {definitionStrategy} from './strategy.ts'
import {validateDefinition} from './validation.ts'

export const customResourceDefinition: ActingKind = {
  resource: definitionResource,
  strategy: definitionStrategy,
  defaults: definitionDefaults,
  validation: validateDefinition,
  columns: definitionColumns,
  handlers: definitionHandlers,
  controllers: context => [definitionController(context)],
}
