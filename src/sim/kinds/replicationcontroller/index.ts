import {plainSelectorText} from '../../api/selector-text.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {replicationControllerColumns} from './columns.ts'
import {replicationController as controller} from './controller.ts'
import {replicationControllerDefaults} from './defaults.ts'
import {replicationControllerResource} from './resource.ts'
import {replicationControllerStrategy} from './strategy.ts'
import {validateReplicationController} from './validation.ts'

export const replicationController: ActingKind = {
  resource: replicationControllerResource,
  strategy: replicationControllerStrategy,
  defaults: replicationControllerDefaults,
  validation: validateReplicationController,
  columns: replicationControllerColumns,
  handlers: {subresources: {scale: scaleHandlers(plainSelectorText)}},
  controllers: context => [controller(context)],
}
