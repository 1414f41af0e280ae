import {selectorText} from '../../api/selector-text.ts'
import {deploymentStrategy} from '../../api/strategies/workloads.ts'
import {deploymentController} from '../../controllers/deployment/deployment.ts'
import {deploymentDefaults} from '../../schema/defaults/workloads.ts'
import {validateDeployment} from '../../schema/validation/workloads.ts'
import {deploymentColumns} from '../../server/columns/workloads.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {deploymentResource} from './resource.ts'

export const deployment: ActingKind = {
  resource: deploymentResource,
  strategy: deploymentStrategy,
  defaults: deploymentDefaults,
  validation: validateDeployment,
  columns: deploymentColumns,
  handlers: {subresources: {scale: scaleHandlers(selectorText)}},
  controllers: context => [deploymentController(context)],
}
