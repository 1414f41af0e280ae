import {pod as known} from '../../../kubernetes/kinds/pod.ts'
import type {Controller} from '../../controllers/loop.ts'
import {kubelet} from '../../kubelet/kubelet.ts'
import {scheduler} from '../../scheduler/scheduler.ts'
import {columnsOfKind} from '../../server/column.ts'
import {hostPortProxy} from '../../traffic/host-ports.ts'
import type {ActingKind} from '../kind.ts'
import {podDefaults} from './defaults.ts'
import {podGarbageCollector} from './garbage-collector.ts'
import {podHandlers} from './handlers.ts'
import {podResource} from './resource.ts'
import {podStrategy} from './strategy.ts'
import {validatePod} from './validation/index.ts'

export const pod: ActingKind = {
  resource: podResource,
  strategy: podStrategy,
  defaults: podDefaults,
  validation: validatePod,
  columns: columnsOfKind(known),
  handlers: podHandlers,
  controllers: context => {
    const {publish, nodeNames, network, wake} = context
    const hostPorts: Controller = hostPortProxy(context, {
      publish,
      nodeNames,
      network,
      wake: key => wake(hostPorts, key),
    })
    return [
      scheduler(context),
      kubelet(context, {onEnd: uid => network.end(uid)}),
      podGarbageCollector(context),
      hostPorts,
    ]
  },
}
