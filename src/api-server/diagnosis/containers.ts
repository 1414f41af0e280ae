import {fillIn, kubiaAdvice} from '../../errors/advice.ts'
import {
  CONTAINER_CONFIG_FAILURES,
  CONTAINER_START_FAILURES,
  IMAGE_PULL_FAILURES,
  recognise,
} from '../../errors/known/index.ts'
import type {ContainerStatus, KubeEvent, Pod} from '../../kubernetes/types.ts'
import {engineProgram} from '../../process/engine-program.ts'
import type {Diagnosis} from './diagnosis.ts'

/** Failures of one sort after which it is not tried any further to wait: the second back-off has begun. */
const TWICE = 2

/** One container of a pod, with what the kubelet said of it. */
export interface ContainerCase {
  pod: Pod
  status: ContainerStatus
  image: string
  /** The pod's events, those of the container where they say so. */
  events: readonly KubeEvent[]
}

/** How often an event happened: the core API counts in `count`, the newer one in `series`. */
export const countOf = ({count, series}: KubeEvent): number => series?.count ?? count ?? 1

/** How often events of this reason happened whose message matches. */
export const sumEvents = (events: readonly KubeEvent[], reason: string, message = /(?:)/): number =>
  events
    .filter(event => event.reason === reason && message.test(event.message ?? ''))
    .reduce((sum, event) => sum + countOf(event), 0)

/** The newest message of an event of this reason. */
export const lastMessage = (events: readonly KubeEvent[], reason: string, message = /(?:)/): string | undefined =>
  events.filter(event => event.reason === reason && message.test(event.message ?? '')).at(-1)?.message

/** The exit code of a program that SIGKILL ended. */
const SIGKILLED = 137
/** What well-known exit codes mean. Source: `man bash` (EXIT STATUS) and signal(7). */
const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'it ended by itself; a container of an app must keep running',
  126: 'the command cannot be executed',
  127: 'the command was not found',
  128: 'it could not be started',
  [SIGKILLED]: 'killed (SIGKILL)',
  139: 'it crashed (SIGSEGV)',
  143: 'ended by SIGTERM',
}

/** The words of a runtime that say why a container could not be started. */
const startError = (message: string): string => recognise(message, CONTAINER_START_FAILURES)?.message ?? message

const PULL_REASONS = [
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
]
const PULL_FAILED = /Failed to pull image|ErrImageNeverPull|InvalidImageName|Failed to apply default image tag/

const imagePull = ({pod, status, image, events}: ContainerCase): Diagnosis | undefined => {
  const waiting = status.state?.waiting
  if (!waiting?.reason || !PULL_REASONS.includes(waiting.reason)) return undefined
  const eventText = lastMessage(events, 'Failed', PULL_FAILED)
  const message = eventText ?? `${waiting.reason}: ${waiting.message ?? ''}`
  const cause = recognise(message, IMAGE_PULL_FAILURES, {cluster: '', engine: engineProgram()})
  const atOnce = ['InvalidImageName', 'ErrImageNeverPull'].includes(waiting.reason)
  return {
    code: 'IMAGE_PULL',
    short: `${waiting.reason}, ${image}`,
    message: `${pod.metadata.name} cannot pull ${image}${cause ? `: ${cause.message}` : ''}`,
    evidence: eventText ? [eventText] : waiting.message ? [waiting.message] : [],
    fix: cause?.details.fix?.map(advice => fillIn(advice, 'image', image)) ?? ['check the image’s name'],
    hopeless: atOnce || sumEvents(events, 'Failed', PULL_FAILED) >= TWICE,
  }
}

const CONFIG_REASONS = ['CreateContainerConfigError', 'CreateContainerError']

const containerConfig = ({pod, status, events}: ContainerCase): Diagnosis | undefined => {
  const waiting = status.state?.waiting
  if (!waiting?.reason || !CONFIG_REASONS.includes(waiting.reason)) return undefined
  const missing = recognise(waiting.message ?? '', CONTAINER_CONFIG_FAILURES)
  return {
    code: 'CONTAINER_CONFIG',
    short: `${waiting.reason}, ${waiting.message ?? ''}`,
    message: `${pod.metadata.name}: container ${status.name} cannot be made: ${waiting.message ?? waiting.reason}`,
    evidence: [],
    fix: missing?.details.fix ?? ['mend the pod template'],
    hopeless: sumEvents(events, 'Failed') >= TWICE,
  }
}

/** A container that ended, and is started again, or will be. */
const crash = ({pod, status, events}: ContainerCase): Diagnosis | undefined => {
  const {state, lastState, restartCount} = status
  const waits = ['CrashLoopBackOff', 'RunContainerError', 'StartError'].includes(state?.waiting?.reason ?? '')
  const ended = state?.terminated ?? (waits || !status.ready ? lastState?.terminated : undefined)
  if (!ended && !waits) return undefined
  if (ended && ended.exitCode === 0 && !waits) return undefined
  const reason = state?.waiting?.reason ?? ended?.reason ?? 'Error'
  const name = `${pod.metadata.name}: container ${status.name}`
  const hopeless = restartCount >= TWICE && !state?.running
  const log = {pod: pod.metadata.name, container: status.name, previous: !state?.terminated && restartCount > 0}
  const limit = pod.spec.containers.find(container => container.name === status.name)?.resources?.limits?.['memory']
  const outOfMemory = (how: string): Diagnosis => ({
    code: 'OOM_KILLED',
    short: `OOMKilled${limit ? `, limit ${limit}` : ''}`,
    message: `${name} ${how} more memory than its limit${limit ? ` of ${limit}` : ''}`,
    evidence: [],
    fix: ['raise resources.limits.memory, or have the program use less'],
    hopeless,
    log,
  })
  const says = [state?.waiting?.message ?? '', ended?.message ?? '']
  const isStartKilled = says.some(text => recognise(text, CONTAINER_START_FAILURES)?.code === 'OOM_KILLED')
  if (ended?.reason === 'OOMKilled' || isStartKilled) return outOfMemory('was killed because it used')
  const probe = lastMessage(events, 'Killing', /failed (liveness|startup) probe/)
  if (probe && ended) {
    const eventText = lastMessage(events, 'Unhealthy', /(Liveness|Startup) probe/)
    return {
      code: 'PROBE_FAILED',
      short: `${reason}, ${/(liveness|startup) probe/.exec(probe)?.[0]} fails`,
      message: `${name} is restarted again and again, since its ${/(liveness|startup) probe/.exec(probe)?.[0]} fails`,
      evidence: eventText ? [eventText] : [],
      fix: ['check the probe’s port and path, or give the program more time (initialDelaySeconds, failureThreshold)'],
      hopeless,
      log,
    }
  }
  // On a busy node containerd hears of the kernel's kill too late, and gives no reason.
  if (ended?.exitCode === SIGKILLED && limit) return outOfMemory('was killed (SIGKILL), as it is when it uses')
  const eventText =
    state?.waiting?.reason === 'CrashLoopBackOff' ? ended?.message : (state?.waiting?.message ?? ended?.message)
  const cannotStart =
    ended?.reason === 'StartError' || ended?.reason === 'ContainerCannotRun' || reason === 'RunContainerError'
  if (cannotStart) {
    return {
      code: 'CRASH_LOOP',
      short: `${reason}, ${startError(eventText ?? '')}`,
      message: `${name} cannot be started: ${startError(eventText ?? '')}`,
      evidence: [],
      fix: ['check the command (--command -- …) and that the image has the program'],
      hopeless,
    }
  }
  const meaning = EXIT_CODES[ended?.exitCode ?? -1]
  return {
    code: 'CRASH_LOOP',
    short: `${reason}${ended ? `, exit ${ended.exitCode}` : ''}`,
    message: `${name} ends again and again${ended ? `, with exit code ${ended.exitCode}${meaning ? `: ${meaning}` : ''}` : ''}`,
    evidence: eventText ? [eventText] : [],
    fix: [kubiaAdvice(['logs', `pod/${pod.metadata.name}`, '-c', status.name, '--previous'], 'all that it said')],
    hopeless,
    log,
  }
}

/** A container that runs and is not ready. */
const probe = ({pod, status, events}: ContainerCase): Diagnosis | undefined => {
  if (!status.state?.running || status.ready) return undefined
  const eventText = lastMessage(events, 'Unhealthy')
  const kind = /^(Readiness|Liveness|Startup) probe/.exec(eventText ?? '')?.[1]?.toLowerCase() ?? 'readiness'
  if (eventText === undefined) return undefined
  return {
    code: 'PROBE_FAILED',
    short: `not ready, ${kind} probe fails`,
    message: `${pod.metadata.name}: container ${status.name} runs, but its ${kind} probe fails`,
    evidence: [eventText],
    fix: ['check the probe’s port and path against what the program listens on'],
    hopeless: false,
    log: {pod: pod.metadata.name, container: status.name, previous: false},
  }
}

/** What can be wrong with a container; the first that finds something speaks. */
export const CONTAINER_RULES: readonly ((one: ContainerCase) => Diagnosis | undefined)[] = [
  imagePull,
  containerConfig,
  crash,
  probe,
]
