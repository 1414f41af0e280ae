import {statefulSet as known} from '../../../kubernetes/kinds/statefulset.ts'
import {columnsOfKind} from '../../server/column.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import type {ActingKind} from '../kind.ts'
import {statefulSetController} from './controller/index.ts'
import {statefulSetDefaults} from './defaults.ts'
import {statefulSetResource} from './resource.ts'
import {statefulSetStrategy} from './strategy.ts'
import type {StatefulSet} from './types.ts'
import {validateStatefulSet} from './validation.ts'

export const statefulSet: ActingKind = {
  resource: statefulSetResource,
  strategy: statefulSetStrategy,
  defaults: statefulSetDefaults,
  validation: validateStatefulSet,
  columns: columnsOfKind(known),
  handlers: {subresources: {scale: scaleHandlers(object => (object as StatefulSet).spec.selector)}},
  controllers: context => [statefulSetController(context)],
}
