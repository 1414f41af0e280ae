import {daemonSet as known} from '../../../kubernetes/kinds/daemonset.ts'
import {columnsOfKind} from '../../server/column.ts'
import type {ActingKind} from '../kind.ts'
import {daemonSetController} from './controller/index.ts'
import {daemonSetDefaults} from './defaults.ts'
import {daemonSetResource} from './resource.ts'
import {daemonSetStrategy} from './strategy.ts'
import {validateDaemonSet} from './validation.ts'

export const daemonSet: ActingKind = {
  resource: daemonSetResource,
  strategy: daemonSetStrategy,
  defaults: daemonSetDefaults,
  validation: validateDaemonSet,
  columns: columnsOfKind(known),
  controllers: context => [daemonSetController(context)],
}
