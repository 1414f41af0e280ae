import type {Clock} from '../clock.ts'
import type {ContainerStatus, Pod} from '../kinds/pod/types.ts'
import {advance, dueOf, finalExitCode, isSettled, newRun, resumedRun} from './container.ts'
import {CONFIG_RETRY, type KeysOf} from './container-config.ts'
import {redefine, stop} from './container-end.ts'
import {type ContainerEnvironment, type ContainerRun, FOREVER, type KubeletEvent} from './container-run.ts'
import {complaintOf} from './knobs.ts'
import {isProbeOk} from './probes.ts'
import {isSidecar} from './programs.ts'
import {unmounted} from './volumes.ts'

/** Milliseconds until a pod has its network: the time between being seen and the first pull. */
const SANDBOX = 100
/** How long the containers take to end when asked to. */
const STOP = 400

/** What the kubelet of a node keeps in mind of a pod. */
export interface PodRun {
  readonly inits: ContainerRun[]
  readonly containers: ContainerRun[]
  startTime: number
  /** When the network is there. */
  sandboxAt: number
  ip: string
  /** When the containers will have ended, once they were asked to. */
  endsAt: number
  /** What was last said to be wrong with its annotations. */
  complaint?: string | undefined
}

const runsOf = (
  pod: Pod,
  statuses: readonly ContainerStatus[] | undefined,
  isInit: boolean,
  clock: Clock,
): ContainerRun[] => {
  const specs = (isInit ? pod.spec.initContainers : pod.spec.containers) ?? []
  const waiting = (pod.spec.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating'
  const statusByName = new Map(statuses?.map(status => [status.name, status]))
  return specs.map(spec => {
    const known = statusByName.get(spec.name)
    return known?.imageID ? resumedRun(spec, isInit, known, clock) : newRun(spec, isInit, waiting)
  })
}

/** A pod as the kubelet first sees it, or sees it again after a restart of the cluster. */
export const podRunOf = (pod: Pod, clock: Clock): PodRun => {
  const now = clock.time()
  const {startTime, podIP = '', initContainerStatuses, containerStatuses} = pod.status
  const began = startTime === undefined ? now : clock.timeAt(new Date(startTime))
  return {
    inits: runsOf(pod, initContainerStatuses, true, clock),
    containers: runsOf(pod, containerStatuses, false, clock),
    startTime: began,
    sandboxAt: podIP === '' ? now + SANDBOX : now,
    ip: podIP,
    endsAt: FOREVER,
  }
}

export interface PodEnvironment {
  pod: Pod
  /** In ms of the cluster's own time. */
  now: number
  dateAt: ContainerEnvironment['dateAt']
  images: Set<string>
  keysOf: KeysOf
  newIP: () => string
  say: (event: KubeletEvent, fieldPath?: string) => void
}

const isInitDone = (run: ContainerRun): boolean =>
  isSidecar(run.spec) ? run.step === 'running' && isProbeOk(run, 'startup') : finalExitCode(run) === 0

/** Once a container was begun, the pod stays initialized, whatever becomes of its sidecars. */
export const areInitsDone = ({inits, containers}: PodRun): boolean =>
  inits.every(isInitDone) || containers.some(({step}) => step !== 'idle')

/** Whether an init container has failed for good, which is the end of its pod. */
export const hasInitFailed = ({inits}: PodRun): boolean =>
  inits.some(run => !isSidecar(run.spec) && (finalExitCode(run) ?? 0) !== 0)

/**
 * Takes every step that is due: the volumes, the network, then the init containers one after the other, then the
 * containers. What was begun goes on, also where one before it is restarted.
 */
export const advancePod = (run: PodRun, {pod, now, dateAt, images, keysOf, newIP, say}: PodEnvironment): void => {
  if (run.sandboxAt > now) return
  if (run.ip === '') {
    const failures = unmounted(pod, keysOf)
    for (const message of failures) say({type: 'Warning', reason: 'FailedMount', message})
    if (failures.length > 0) {
      run.sandboxAt = now + CONFIG_RETRY
      return
    }
    run.ip = newIP()
  }
  const step = (container: ContainerRun, field: 'initContainers' | 'containers', index: number): void => {
    if (container.step === 'idle') container.due = now
    const fieldPath = `spec.${field}{${container.spec.name}}`
    const around: ContainerEnvironment = {
      pod,
      now,
      dateAt,
      podIP: run.ip,
      images,
      keysOf,
      say: event => say(event, fieldPath),
    }
    redefine(container, pod.spec[field]?.[index] ?? container.spec, around)
    advance(container, around)
  }
  for (const [index, init] of run.inits.entries()) {
    step(init, 'initContainers', index)
    if (!isInitDone(init) && !areInitsDone(run)) return
  }
  let isTurn = true
  for (const [index, container] of run.containers.entries()) {
    if (!isTurn && container.step === 'idle') continue
    step(container, 'containers', index)
    isTurn &&= isSettled(container)
  }
  if (run.containers.every(container => finalExitCode(container) !== undefined)) {
    sayStopping(run.inits, say)
    for (const sidecar of run.inits) stop(sidecar, {pod, now, dateAt})
  }
}

/** When there is something to do again. */
export const podDue = (run: PodRun, now: number): number => {
  if (run.sandboxAt > now) return Math.min(run.sandboxAt, run.endsAt)
  return Math.min(run.endsAt, ...[...run.inits, ...run.containers].map(dueOf))
}

const sayStopping = (containers: readonly ContainerRun[], say: PodEnvironment['say']): void => {
  for (const {spec, isInit, step} of containers) {
    if (step !== 'running') continue
    const message = `Stopping container ${spec.name}`
    say({type: 'Normal', reason: 'Killing', message}, `spec.${isInit ? 'initContainers' : 'containers'}{${spec.name}}`)
  }
}

/** Says what is wrong with the annotations, once for each change. */
export const complain = (run: PodRun, {pod, say}: Pick<PodEnvironment, 'pod' | 'say'>): void => {
  const message = complaintOf(pod)
  if (message === run.complaint) return
  run.complaint = message
  if (message !== undefined) say({type: 'Warning', reason: 'InvalidAnnotation', message})
}

/** Asks all containers to end, once. */
export const stopPod = (run: PodRun, {pod, now, say}: Pick<PodEnvironment, 'pod' | 'now' | 'say'>): void => {
  if (run.endsAt !== FOREVER) return
  const containers = [...run.inits, ...run.containers]
  sayStopping(containers, say)
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000
  run.endsAt = now + (containers.some(({step}) => step === 'running') ? Math.min(STOP, grace) : 0)
}

/** Ends what still runs of a pod that was asked to end. @returns whether there was anything to end */
export const endPod = (run: PodRun, around: Pick<PodEnvironment, 'pod' | 'now' | 'dateAt'>): boolean =>
  [...run.inits, ...run.containers].filter(container => stop(container, around)).length > 0
