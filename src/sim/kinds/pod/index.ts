import {podStrategy} from '../../api/strategies/pod.ts'
import {podGarbageCollector} from '../../controllers/pod-garbage-collector.ts'
import {kubelet} from '../../kubelet/kubelet.ts'
import {scheduler} from '../../scheduler/scheduler.ts'
import {podDefaults} from '../../schema/defaults/pod.ts'
import {validatePod} from '../../schema/validation/pod-spec.ts'
import {validatePodUpdate} from '../../schema/validation/pod-update.ts'
import {podColumns} from '../../server/columns/pod.ts'
import {podHandlers} from '../../server/handlers/pods.ts'
import type {ActingKind} from '../kind.ts'
import {podResource} from './resource.ts'

export const pod: ActingKind = {
  resource: podResource,
  strategy: podStrategy,
  defaults: podDefaults,
  validation: (fields, old) => (old ? validatePodUpdate(fields, old) : validatePod(fields)),
  columns: podColumns,
  handlers: podHandlers,
  controllers: context => [
    scheduler(context),
    kubelet(context, {onEnd: uid => context.network.end(uid)}),
    podGarbageCollector(context),
  ],
}
