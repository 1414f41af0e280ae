import {replicationController as known} from '../../../kubernetes/kinds/replicationcontroller.ts'
import {columnsOfKind} from '../../server/column.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {replicationController as controller} from './controller.ts'
import {replicationControllerDefaults} from './defaults.ts'
import {replicationControllerResource} from './resource.ts'
import {replicationControllerStrategy} from './strategy.ts'
import type {ReplicationController} from './types.ts'
import {validateReplicationController} from './validation.ts'

export const replicationController: ActingKind = {
  resource: replicationControllerResource,
  strategy: replicationControllerStrategy,
  defaults: replicationControllerDefaults,
  validation: validateReplicationController,
  columns: columnsOfKind(known),
  handlers: {
    subresources: {
      scale: scaleHandlers(object => ({matchLabels: (object as ReplicationController).spec.selector ?? {}})),
    },
  },
  controllers: context => [controller(context)],
}
