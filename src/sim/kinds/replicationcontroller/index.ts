import {plainSelectorText} from '../../api/selector-text.ts'
import {replicationControllerStrategy} from '../../api/strategies/workloads.ts'
import {replicationController as controller} from '../../controllers/replication-controller.ts'
import {replicationControllerDefaults} from '../../schema/defaults/workloads.ts'
import {validateReplicationController} from '../../schema/validation/workloads.ts'
import {replicationControllerColumns} from '../../server/columns/workloads.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {replicationControllerResource} from './resource.ts'

export const replicationController: ActingKind = {
  resource: replicationControllerResource,
  strategy: replicationControllerStrategy,
  defaults: replicationControllerDefaults,
  validation: validateReplicationController,
  columns: replicationControllerColumns,
  handlers: {subresources: {scale: scaleHandlers(plainSelectorText)}},
  controllers: context => [controller(context)],
}
