import {age} from './age.ts'
import {isTrue} from './conditions.ts'
import {isAtLeast} from './server-version.ts'
import type {ContainerState, ContainerStatus, Pod, PrinterContext, ServerVersion} from './types.ts'

/**
 * READY, STATUS and RESTARTS of a pod, as the API server computes them for `kubectl get pods`.
 * Facts: printPod in Kubernetes' pkg/printers (1.20 and 1.33) and pods of every state on a 1.20 cluster.
 */

/** READY: `ready/total` containers, sidecars among them. */
export function podReadiness(pod: Pod): string {
  const sidecars = sidecarNames(pod)
  const {passed, complete} = initialization(pod)
  const readySidecars = passed.filter(status => isRunningSidecar(status, sidecars) && status.ready)
  const ready = complete ? containerStatuses(pod).filter(isReady) : []
  return `${readySidecars.length + ready.length}/${pod.spec.containers.length + sidecars.size}`
}

/** STATUS: the one word that says best what the pod is doing, or what keeps it from doing it. */
export function podStatus(pod: Pod, serverVersion: ServerVersion): string {
  const {metadata, status} = pod
  if (metadata.deletionTimestamp) {
    if (status?.reason === 'NodeLost') return 'Unknown'
    // Until 1.30 also a pod that had ended, and was only held by a finalizer, was said to be terminating.
    const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed'
    if (!ended || !isAtLeast(serverVersion, 31)) return 'Terminating'
  }
  const {blockedBy, complete} = initialization(pod)
  const before = blockedBy ?? (isGated(pod) ? 'SchedulingGated' : status?.reason || status?.phase || '')
  return complete ? runningStatus(pod, before) : before
}

/** RESTARTS: the number, and from 1.22 how long ago the last one was: `3 (5m3s ago)`. */
export function podRestarts(pod: Pod, {now, serverVersion}: PrinterContext): string {
  const sidecars = sidecarNames(pod)
  const {passed, blocked, complete} = initialization(pod)
  const init = blocked ? [...passed, blocked] : passed
  const counted = complete ? [...init.filter(({name}) => sidecars.has(name)), ...containerStatuses(pod)] : init
  const restarts = counted.reduce((sum, {restartCount}) => sum + restartCount, 0)
  const last = counted
    .flatMap(({lastState}) => lastState?.terminated?.finishedAt ?? [])
    .sort()
    .at(-1)
  return restarts > 0 && last && isAtLeast(serverVersion, 22) ? `${restarts} (${age(last, now)} ago)` : `${restarts}`
}

/** Whether a pod serves: all its containers are ready. */
export function isPodReady({status}: Pod): boolean {
  return isTrue(status?.conditions, 'Ready')
}

interface Initialization {
  /** Init containers that are done, and sidecars that run, up to the first that is neither. */
  passed: ContainerStatus[]
  /** That first one, and its STATUS: `Init:0/2`, `Init:CrashLoopBackOff`. */
  blocked?: ContainerStatus
  blockedBy?: string
  /** Whether the containers proper count: none is blocked, or the pod was initialized before it was restarted. */
  complete: boolean
}

function initialization(pod: Pod): Initialization {
  const statuses = pod.status?.initContainerStatuses ?? []
  const sidecars = sidecarNames(pod)
  const index = statuses.findIndex(
    status => status.state?.terminated?.exitCode !== 0 && !isRunningSidecar(status, sidecars),
  )
  const blocked = statuses[index]
  if (!blocked) return {passed: statuses, complete: true}
  return {
    passed: statuses.slice(0, index),
    blocked,
    blockedBy: `Init:${initReason(blocked.state) ?? `${index}/${pod.spec.initContainers?.length ?? 0}`}`,
    complete: isTrue(pod.status?.conditions, 'Initialized'),
  }
}

function initReason(state: ContainerState | undefined): string | undefined {
  if (state?.terminated) return terminatedReason(state.terminated)
  const reason = state?.waiting?.reason
  return reason && reason !== 'PodInitializing' ? reason : undefined
}

/** The first container that is waiting or has ended speaks for the pod; else what was known `before` stands. */
function runningStatus(pod: Pod, before: string): string {
  const statuses = containerStatuses(pod)
  const reason = statuses.map(({state}) => containerReason(state)).find(text => text !== undefined) ?? before
  if (reason !== 'Completed' || !statuses.some(isReady)) return reason
  return isPodReady(pod) ? 'Running' : 'NotReady'
}

function containerReason(state: ContainerState | undefined): string | undefined {
  return state?.waiting?.reason || (state?.terminated && terminatedReason(state.terminated))
}

function terminatedReason({reason, signal, exitCode}: NonNullable<ContainerState['terminated']>): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)
}

/** Ready counts only for a container that runs and is neither waiting nor ended. */
function isReady({ready, state}: ContainerStatus): boolean {
  return ready && state?.running !== undefined && containerReason(state) === undefined
}

function isRunningSidecar({name, started, state}: ContainerStatus, sidecars: ReadonlySet<string>): boolean {
  return sidecars.has(name) && started === true && state?.terminated?.exitCode !== 0
}

function isGated({status}: Pod): boolean {
  return status?.conditions?.some(({type, reason}) => type === 'PodScheduled' && reason === 'SchedulingGated') ?? false
}

/** Sidecars are init containers that restart always (from 1.28). */
function sidecarNames({spec}: Pod): Set<string> {
  return new Set(spec.initContainers?.filter(({restartPolicy}) => restartPolicy === 'Always').map(({name}) => name))
}

function containerStatuses({status}: Pod): readonly ContainerStatus[] {
  return status?.containerStatuses ?? []
}
