import type {Condition} from '../api/object.ts'
import {type Clock, timestamp} from '../clock.ts'
import {findCondition} from '../controllers/conditions.ts'
import type {ContainerStatus, Pod, PodPhase, PodStatus} from '../kinds/pod/types.ts'
import {statusOf} from './container.ts'
import {areInitsDone, hasInitFailed, type PodRun} from './pod-run.ts'
import {isSidecar} from './programs.ts'

/** The phase is a summary of the containers; it is no state machine of its own. */
const phaseOf = (pod: Pod, run: PodRun, statuses: readonly ContainerStatus[]): PodPhase => {
  if (hasInitFailed(run)) return 'Failed'
  if (!areInitsDone(run)) return 'Pending'
  const hasEnded = ({state, lastState}: ContainerStatus): boolean =>
    state.terminated !== undefined || (state.waiting !== undefined && lastState.terminated !== undefined)
  if (statuses.some(status => status.state.waiting && !hasEnded(status))) return 'Pending'
  if (statuses.some(({state}) => state.running)) return 'Running'
  // Nothing is restarted in a pod that was deleted.
  const {restartPolicy = 'Always'} = pod.metadata.deletionTimestamp ? {restartPolicy: 'Never'} : pod.spec
  if (restartPolicy === 'Always') return 'Running'
  if (statuses.every(({state}) => state.terminated?.exitCode === 0)) return 'Succeeded'
  return restartPolicy === 'Never' && statuses.every(({state}) => state.terminated) ? 'Failed' : 'Running'
}

type PodCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

const yes = (type: string): PodCondition => ({type, status: 'True'})
const no = (type: string, reason?: string, message?: string): PodCondition => ({
  type,
  status: 'False',
  ...(reason && {reason}),
  ...(message && {message}),
})

const unready = (statuses: readonly ContainerStatus[]): string =>
  `[${statuses
    .filter(({ready}) => !ready)
    .map(({name}) => name)
    .join(' ')}]`

const conditionsOf = (pod: Pod, run: PodRun, phase: PodPhase, inits: ContainerStatus[], mains: ContainerStatus[]) => {
  const isInitialized = areInitsDone(run)
  const notInitialized = `containers with incomplete status: ${unready(inits)}`
  const sidecars = run.inits.flatMap(({spec}, index) => (isSidecar(spec) ? (inits[index] ?? []) : []))
  const waitingFor = [...sidecars, ...mains].filter(({ready}) => !ready)
  const ready = (type: string): PodCondition => {
    if (phase === 'Succeeded') return no(type, 'PodCompleted')
    if (phase === 'Failed') return no(type, 'PodFailed')
    if (waitingFor.length === 0) return yes(type)
    return no(type, 'ContainersNotReady', `containers with unready status: ${unready([...sidecars, ...mains])}`)
  }
  const gates = (pod.spec.readinessGates ?? []).filter(
    ({conditionType}) => findCondition(pod.status.conditions, conditionType)?.status !== 'True',
  )
  const podReady = ready('Ready')
  const gate = gates[0]?.conditionType
  return [
    run.ip === '' ? no('PodReadyToStartContainers') : yes('PodReadyToStartContainers'),
    isInitialized ? yes('Initialized') : no('Initialized', 'ContainersNotInitialized', notInitialized),
    podReady.status === 'True' && gate
      ? no('Ready', 'ReadinessGatesNotReady', `corresponding condition of pod readiness gate "${gate}" does not exist.`)
      : podReady,
    ready('ContainersReady'),
  ]
}

/** The status that a kubelet writes: everything from what it keeps in mind, but for what others have said. */
export const podStatusOf = (pod: Pod, run: PodRun, hostIP: string, clock: Clock): PodStatus => {
  const inits = run.inits.map(container => statusOf(container, pod))
  const mains = run.containers.map(container => statusOf(container, pod))
  const phase = phaseOf(pod, run, mains)
  const own = conditionsOf(pod, run, phase, inits, mains).map(wanted => timed(wanted, pod, clock.now()))
  const others = (pod.status.conditions ?? []).filter(({type}) => !own.some(condition => condition.type === type))
  const ip = pod.spec.hostNetwork ? hostIP : run.ip
  return {
    ...pod.status,
    phase,
    conditions: [...own, ...others],
    hostIP,
    hostIPs: [{ip: hostIP}],
    ...(run.ip !== '' && {podIP: ip, podIPs: [{ip}]}),
    startTime: timestamp(clock.dateAt(run.startTime)),
    ...(inits.length > 0 && {initContainerStatuses: inits}),
    containerStatuses: mains,
  }
}

const timed = (wanted: PodCondition, {status}: Pod, now: Date): Condition => {
  const before = findCondition(status.conditions, wanted.type)
  const lastTransitionTime = before?.status === wanted.status ? before.lastTransitionTime : timestamp(now)
  return {...wanted, lastProbeTime: null, lastTransitionTime: lastTransitionTime ?? timestamp(now)}
}
