import {setTimeout as sleep} from 'node:timers/promises'
import type {KubeAccess} from '../../api-server/kubectl.ts'
import {isStale, type Restarted} from '../../api-server/nodes.ts'
import {getList} from '../../api-server/objects.ts'
import {isPodReady} from '../../kubernetes/pod-status.ts'
import type {Pod} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {counted} from '../../text/counted.ts'
import type {Report} from '../../workflow/step.ts'

const POLL_MS = 500
/** Pods that no kubelet reports by then have another trouble, which `status` shows. In ms. */
const LIMIT_MS = 30_000

/**
 * Pods that are Ready by a report from before their node was started again. Their containers and addresses are gone:
 * until the kubelet reports, services send requests to addresses that other pods have by now.
 */
export const unreportedPods = (pods: readonly Pod[], {names, since}: Restarted): Pod[] =>
  pods.filter(pod => {
    const starts = (pod.status?.containerStatuses ?? []).flatMap(({state}) => state?.running?.startedAt ?? [])
    return (
      names.includes(pod.spec.nodeName ?? '') && isPodReady(pod) && starts.some(startedAt => isStale(startedAt, since))
    )
  })

/** Waits until the kubelets of nodes that were started again have reported each of their pods, for 30 s at most. */
export const waitForReports = async (
  {exec, cancellation: {signal}}: Pick<Run, 'exec' | 'cancellation'>,
  access: KubeAccess,
  restarted: Restarted,
  report: Report,
): Promise<void> => {
  const deadline = performance.now() + LIMIT_MS
  for (;;) {
    const unreported = unreportedPods((await getList(exec, access, ['pods', '-A'])) as Pod[], restarted)
    if (unreported.length === 0 || performance.now() > deadline) return
    report(`Ready · ${counted(unreported.length, 'pod')} to be reported again`)
    await sleep(POLL_MS, undefined, {signal})
  }
}
