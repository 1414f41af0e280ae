import {node as known} from '../../../kubernetes/kinds/node.ts'
import {nodeStatus} from '../../kubelet/node-status.ts'
import {columnsOfKind} from '../../server/column.ts'
import type {ActingKind} from '../kind.ts'
import {nodeDefaults} from './defaults.ts'
import {nodeLifecycleController} from './lifecycle.ts'
import {nodeResource} from './resource.ts'
import {taintEvictionController} from './taint-eviction.ts'
import {validateNode} from './validation.ts'

export const node: ActingKind = {
  resource: nodeResource,
  // A kubelet registers its node with all that it knows of it.
  strategy: {statusOnCreate: true},
  defaults: nodeDefaults,
  validation: validateNode,
  columns: columnsOfKind(known),
  controllers: context => [nodeStatus(context), nodeLifecycleController(context), taintEvictionController(context)],
}
