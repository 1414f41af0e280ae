import {selectorText} from '../../api/selector-text.ts'
import {replicaSetStrategy} from '../../api/strategies/workloads.ts'
import {replicaSetController} from '../../controllers/replicaset.ts'
import {replicaSetDefaults} from '../../schema/defaults/workloads.ts'
import {validateReplicaSet} from '../../schema/validation/workloads.ts'
import {replicaSetColumns} from '../../server/columns/workloads.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {replicaSetResource} from './resource.ts'

export const replicaSet: ActingKind = {
  resource: replicaSetResource,
  strategy: replicaSetStrategy,
  defaults: replicaSetDefaults,
  validation: validateReplicaSet,
  columns: replicaSetColumns,
  handlers: {subresources: {scale: scaleHandlers(selectorText)}},
  controllers: context => [replicaSetController(context)],
}
