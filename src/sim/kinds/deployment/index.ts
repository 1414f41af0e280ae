import {selectorText} from '../../api/selector-text.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {deploymentColumns} from './columns.ts'
import {deploymentController} from './controller/index.ts'
import {deploymentDefaults} from './defaults.ts'
import {deploymentResource} from './resource.ts'
import {deploymentStrategy} from './strategy.ts'
import {validateDeployment} from './validation.ts'

export const deployment: ActingKind = {
  resource: deploymentResource,
  strategy: deploymentStrategy,
  defaults: deploymentDefaults,
  validation: validateDeployment,
  columns: deploymentColumns,
  handlers: {subresources: {scale: scaleHandlers(selectorText)}},
  controllers: context => [deploymentController(context)],
}
