import {replicaSet as known} from '../../../kubernetes/kinds/replicaset.ts'
import {columnsOfKind} from '../../server/column.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {replicaSetController} from './controller.ts'
import {replicaSetDefaults} from './defaults.ts'
import {replicaSetResource} from './resource.ts'
import {replicaSetStrategy} from './strategy.ts'
import type {ReplicaSet} from './types.ts'
import {validateReplicaSet} from './validation.ts'

export const replicaSet: ActingKind = {
  resource: replicaSetResource,
  strategy: replicaSetStrategy,
  defaults: replicaSetDefaults,
  validation: validateReplicaSet,
  columns: columnsOfKind(known),
  handlers: {subresources: {scale: scaleHandlers(object => (object as ReplicaSet).spec.selector)}},
  controllers: context => [replicaSetController(context)],
}
