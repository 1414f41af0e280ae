import {pod as known} from '../../../kubernetes/kinds/pod.ts'
import {kubelet} from '../../kubelet/kubelet.ts'
import {scheduler} from '../../scheduler/scheduler.ts'
import {columnsOfKind} from '../../server/column.ts'
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
  controllers: context => [
    scheduler(context),
    kubelet(context, {onEnd: uid => context.network.end(uid)}),
    podGarbageCollector(context),
  ],
}
