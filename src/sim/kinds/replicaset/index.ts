import {selectorText} from '../../api/selector-text.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {replicaSetColumns} from './columns.ts'
import {replicaSetController} from './controller.ts'
import {replicaSetDefaults} from './defaults.ts'
import {replicaSetResource} from './resource.ts'
import {replicaSetStrategy} from './strategy.ts'
import {validateReplicaSet} from './validation.ts'

export const replicaSet: ActingKind = {
  resource: replicaSetResource,
  strategy: replicaSetStrategy,
  defaults: replicaSetDefaults,
  validation: validateReplicaSet,
  columns: replicaSetColumns,
  handlers: {subresources: {scale: scaleHandlers(selectorText)}},
  controllers: context => [replicaSetController(context)],
}
