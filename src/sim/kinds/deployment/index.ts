import {deployment as known} from '../../../kubernetes/kinds/deployment.ts'
import {columnsOfKind} from '../../server/column.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {deploymentController} from './controller/index.ts'
import {deploymentDefaults} from './defaults.ts'
import {deploymentResource} from './resource.ts'
import {deploymentStrategy} from './strategy.ts'
import type {Deployment} from './types.ts'
import {validateDeployment} from './validation.ts'

export const deployment: ActingKind = {
  resource: deploymentResource,
  strategy: deploymentStrategy,
  defaults: deploymentDefaults,
  validation: validateDeployment,
  columns: columnsOfKind(known),
  handlers: {subresources: {scale: scaleHandlers(object => (object as Deployment).spec.selector)}},
  controllers: context => [deploymentController(context)],
}
