import {nodeLifecycleController} from '../../controllers/node/node-lifecycle.ts'
import {taintEvictionController} from '../../controllers/node/taint-eviction.ts'
import {nodeStatus} from '../../kubelet/node-status.ts'
import {validateNode} from '../../schema/validation/cluster.ts'
import {nodeColumns} from '../../server/columns/node.ts'
import type {ActingKind} from '../kind.ts'
import {nodeDefaults} from './defaults.ts'
import {nodeResource} from './resource.ts'

export const node: ActingKind = {
  resource: nodeResource,
  // A kubelet registers its node with all that it knows of it.
  strategy: {statusOnCreate: true},
  defaults: nodeDefaults,
  validation: validateNode,
  columns: nodeColumns,
  controllers: context => [nodeStatus(context), nodeLifecycleController(context), taintEvictionController(context)],
}
