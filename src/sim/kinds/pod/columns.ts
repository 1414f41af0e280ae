// Pods: STATUS is what is worth knowing of all containers, which is rarely the phase.
import type {KubeObject} from '../../api/object.ts'
import {ageColumn, ageOf, type Column, NONE, nameColumn, text} from '../../server/column.ts'

interface Terminated {
  exitCode: number
  signal?: number
  reason?: string
  finishedAt?: string
}

interface ContainerStatus {
  name: string
  ready: boolean
  started?: boolean
  restartCount: number
  state?: {waiting?: {reason?: string}; running?: object; terminated?: Terminated}
  lastState?: {terminated?: Terminated}
}

interface PodStatus {
  phase?: string
  reason?: string
  podIP?: string
  nominatedNodeName?: string
  conditions?: {type: string; status: string; reason?: string}[]
  initContainerStatuses?: ContainerStatus[]
  containerStatuses?: ContainerStatus[]
}

interface PodSpec {
  nodeName?: string
  containers: {name: string}[]
  initContainers?: {name: string; restartPolicy?: string}[]
  readinessGates?: {conditionType: string}[]
}

const specOf = (pod: KubeObject): PodSpec => pod['spec'] as PodSpec
const statusOf = (pod: KubeObject): PodStatus => (pod['status'] ?? {}) as PodStatus

const isTrue = ({conditions = []}: PodStatus, condition: string): boolean =>
  conditions.some(({type, status}) => type === condition && status === 'True')

const endReason = ({reason, signal, exitCode}: Terminated): string =>
  reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)

interface Summary {
  reason: string
  ready: number
  total: number
  restarts: number
  /** RFC 3339. */
  lastRestart: string
}

const later = (one: string, {lastState}: ContainerStatus): string => {
  const other = lastState?.terminated?.finishedAt ?? ''
  return other > one ? other : one
}

/** Sidecars: init containers that go on running beside the others. */
const sidecarsOf = ({initContainers = []}: PodSpec): Set<string> =>
  new Set(initContainers.filter(({restartPolicy}) => restartPolicy === 'Always').map(({name}) => name))

/** What the init container that is at work says; undefined where it lets the next one go on. */
const initReason = (status: ContainerStatus, isSidecar: boolean, index: number, count: number): string | undefined => {
  const {waiting, terminated} = status.state ?? {}
  if (terminated?.exitCode === 0 || (isSidecar && status.started)) return undefined
  if (terminated) return `Init:${endReason(terminated)}`
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`
  return `Init:${index}/${count}`
}

/** The part of the init containers, and of the sidecars among them once all others are done. */
const initSummary = (pod: KubeObject, start: Summary): {all: Summary; sidecars: Summary; initializing: boolean} => {
  const spec = specOf(pod)
  const sidecarNames = sidecarsOf(spec)
  const all = {...start}
  const sidecars = {...start}
  for (const [index, status] of (statusOf(pod).initContainerStatuses ?? []).entries()) {
    const isSidecar = sidecarNames.has(status.name)
    for (const summary of isSidecar ? [all, sidecars] : [all]) {
      summary.restarts += status.restartCount
      summary.lastRestart = later(summary.lastRestart, status)
    }
    const reason = initReason(status, isSidecar, index, spec.initContainers?.length ?? 0)
    if (reason !== undefined) return {all: {...all, reason}, sidecars: {...sidecars, reason}, initializing: true}
    if (!isSidecar || !status.started || !status.ready) continue
    all.ready++
    sidecars.ready++
  }
  return {all, sidecars, initializing: false}
}

const withContainers = (pod: KubeObject, start: Summary): Summary => {
  const status = statusOf(pod)
  const summary = {...start}
  let hasRunning = false
  // The first container has the last word.
  for (const container of [...(status.containerStatuses ?? [])].reverse()) {
    const {waiting, terminated, running} = container.state ?? {}
    summary.restarts += container.restartCount
    summary.lastRestart = later(summary.lastRestart, container)
    if (waiting?.reason) summary.reason = waiting.reason
    else if (terminated) summary.reason = endReason(terminated)
    else if (container.ready && running) {
      hasRunning = true
      summary.ready++
    }
  }
  if (summary.reason === 'Completed' && hasRunning) summary.reason = isTrue(status, 'Ready') ? 'Running' : 'NotReady'
  return summary
}

/** What `kubectl get pods` tells of a pod. */
export const summarize = (pod: KubeObject): Summary => {
  const status = statusOf(pod)
  const spec = specOf(pod)
  const gated = status.conditions?.some(({type, reason}) => type === 'PodScheduled' && reason === 'SchedulingGated')
  const reason = gated ? 'SchedulingGated' : status.reason || status.phase || ''
  const total = (spec.containers ?? []).length + sidecarsOf(spec).size
  const {all, sidecars, initializing} = initSummary(pod, {reason, ready: 0, total, restarts: 0, lastRestart: ''})
  const summary = initializing && !isTrue(status, 'Initialized') ? all : withContainers(pod, sidecars)
  if (!pod.metadata.deletionTimestamp) return summary
  if (status.reason === 'NodeLost') return {...summary, reason: 'Unknown'}
  const ended = status.phase === 'Failed' || status.phase === 'Succeeded'
  return ended ? summary : {...summary, reason: 'Terminating'}
}

const restartsOf = (pod: KubeObject, now: Date): string => {
  const {restarts, lastRestart} = summarize(pod)
  return restarts === 0 || lastRestart === '' ? String(restarts) : `${restarts} (${ageOf(lastRestart, now)} ago)`
}

const gatesOf = (pod: KubeObject): string => {
  const {readinessGates = []} = specOf(pod)
  const met = readinessGates.filter(({conditionType}) => isTrue(statusOf(pod), conditionType))
  return readinessGates.length === 0 ? NONE : `${met.length}/${readinessGates.length}`
}

export const podColumns: readonly Column[] = [
  nameColumn,
  text('Ready', pod => {
    const {ready, total} = summarize(pod)
    return `${ready}/${total}`
  }),
  text('Status', pod => summarize(pod).reason),
  text('Restarts', restartsOf),
  ageColumn,
  text('IP', pod => statusOf(pod).podIP || NONE, 1),
  text('Node', pod => specOf(pod).nodeName || NONE, 1),
  text('Nominated Node', pod => statusOf(pod).nominatedNodeName || NONE, 1),
  text('Readiness Gates', gatesOf, 1),
]
