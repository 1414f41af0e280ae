import {type Clock, timestamp} from '../clock.ts'
import {imageId, parseImage} from '../description/images.ts'
import type {Container, ContainerStatus, Pod} from '../kinds/pod/types.ts'
import {backOff, goDuration} from './back-off.ts'
import {CONFIG_RETRY, missingConfig} from './container-config.ts'
import {end, isRestarted, KILLED, SHOWN} from './container-end.ts'
import {
  type ContainerEnvironment,
  type ContainerRun,
  type ContainerStep,
  containerId,
  FOREVER,
  go,
} from './container-run.ts'
import {backOffPull, endPull, pull} from './image-pull.ts'
import {advanceProbes, isProbeOk, probesDue, probesOf} from './probes.ts'
import {isSidecar, programOf} from './programs.ts'

const UNCONFIGURED = 'CreateContainerConfigError'

/** A container that nothing has been done with. @param waiting the reason that is shown meanwhile */
export const newRun = (spec: Container, isInit: boolean, waiting: string): ContainerRun => ({
  spec,
  isInit,
  step: 'idle',
  due: FOREVER,
  state: {waiting: {reason: waiting}},
  lastState: {},
  restarts: 0,
  startedAt: 0,
  pullTakes: 0,
  pullFailures: 0,
  crashes: 0,
  image: '',
  imageId: '',
  probes: probesOf(spec),
})

/** The same from what is known of it: how a cluster goes on after a restart. */
export const resumedRun = (spec: Container, isInit: boolean, known: ContainerStatus, clock: Clock): ContainerRun => {
  const timeOf = (stated: string): number => clock.timeAt(new Date(stated))
  const {state, lastState, restartCount: restarts, image, imageID} = known
  // The image may have been changed in the moment before.
  const ran = parseImage(spec.image ?? '')?.full === image ? spec : {...spec, image}
  const run = {...newRun(ran, isInit, ''), state, lastState, restarts, image, imageId: imageID}
  // One end more than restarts, unless it runs.
  run.crashes = restarts + (state.running ? 0 : 1)
  if (state.running) {
    run.step = 'running'
    run.startedAt = timeOf(state.running.startedAt)
    for (const probe of run.probes)
      Object.assign(probe, {ok: probe.kind !== 'readiness' || known.ready, due: run.startedAt})
  } else if (state.terminated) go(run, 'ended', timeOf(state.terminated.finishedAt) + SHOWN)
  else if (lastState.terminated)
    go(run, 'crashBackOff', timeOf(lastState.terminated.finishedAt) + backOff(Math.max(1, run.crashes - 1)))
  return run
}

/** What is done when a step is due. */
const WHEN_DUE: Readonly<Record<ContainerStep, (run: ContainerRun, around: ContainerEnvironment) => void>> = {
  idle: pull,
  pulling: endPull,
  unpulled: backOffPull,
  pullBackOff: pull,
  creating: (run, around) => start(run, around),
  running: (run, around) => exit(run, around),
  ended: (run, around) => decide(run, around),
  crashBackOff: pull,
}

/** Takes every step that is due. */
export const advance = (run: ContainerRun, around: ContainerEnvironment): void => {
  // An annotation may have come that makes it end.
  if (run.step === 'running') run.due = exitTime(run, around.pod)
  while (run.due <= around.now) {
    // A process that an annotation ends does so now, and everything else when it was due.
    const now = run.step === 'running' ? around.now : run.due
    run.due = FOREVER
    WHEN_DUE[run.step](run, {...around, now})
  }
  if (run.step === 'running' && advanceProbes(run, around)) {
    end(run, KILLED, around)
    // Nobody waits here to be shown something: the kubelet ended it in order to start it again.
    decide(run, around)
  }
}

/** When `advance` has something to do again. */
export const dueOf = (run: ContainerRun): number =>
  run.step === 'running' ? Math.min(run.due, probesDue(run.probes)) : run.due

/** Whether the kubelet has done what it can for now, so that it is the next container's turn. */
export const isSettled = ({step, state, restarts, pullFailures}: ContainerRun): boolean =>
  !['idle', 'pulling', 'creating'].includes(step) ||
  state.waiting?.reason === UNCONFIGURED ||
  restarts > 0 ||
  pullFailures > 0

/** The exit code of a container that has ended and stays so. */
export const finalExitCode = ({step, due, state}: ContainerRun): number | undefined =>
  step === 'ended' && due === FOREVER ? state.terminated?.exitCode : undefined

const exitTime = ({startedAt, spec, isInit}: ContainerRun, pod: Pod): number => {
  const {exit: planned} = programOf(pod, spec, isInit)
  return planned ? startedAt + planned.after : FOREVER
}

const start = (run: ContainerRun, {pod, say, now, dateAt, keysOf}: ContainerEnvironment): void => {
  const missing = missingConfig(pod, run.spec, keysOf)
  if (missing !== undefined) {
    say({type: 'Warning', reason: 'Failed', message: `Error: ${missing}`})
    run.state = {waiting: {reason: UNCONFIGURED, message: missing}}
    return go(run, 'creating', now + CONFIG_RETRY)
  }
  say({type: 'Normal', reason: 'Created', message: 'Container created'})
  say({type: 'Normal', reason: 'Started', message: 'Container started'})
  if (run.state.terminated) run.lastState = run.state
  if (run.lastState.terminated) run.restarts++
  const image = parseImage(run.spec.image ?? '')
  run.image = image?.full ?? ''
  run.imageId = image ? imageId(image) : ''
  run.startedAt = now
  run.state = {running: {startedAt: timestamp(dateAt(now))}}
  run.probes = probesOf(run.spec)
  go(run, 'running', exitTime(run, pod))
}

/** The process ended by itself. */
const exit = (run: ContainerRun, around: ContainerEnvironment): void => {
  const planned = programOf(around.pod, run.spec, run.isInit).exit
  if (planned) end(run, planned, around)
}

/** Whether an ended container is started again, and when: at once the first time, and then after a wait. */
const decide = (run: ContainerRun, around: ContainerEnvironment): void => {
  const {pod, now, say} = around
  run.due = FOREVER
  if (!isRestarted(run, pod, run.state.terminated?.exitCode ?? 0)) return
  if (run.crashes <= 1) return pull(run, around)
  const {name, namespace, uid} = pod.metadata
  const wait = backOff(run.crashes - 1)
  const where = `${name}_${namespace}(${uid})`
  const message = `Back-off restarting failed container ${run.spec.name} in pod ${where}`
  say({type: 'Warning', reason: 'BackOff', message})
  run.lastState = run.state
  const why = `back-off ${goDuration(wait)} restarting failed container=${run.spec.name} pod=${where}`
  run.state = {waiting: {reason: 'CrashLoopBackOff', message: why}}
  go(run, 'crashBackOff', now + wait)
}

export const statusOf = (run: ContainerRun, pod: Pod): ContainerStatus => {
  const id = run.imageId === '' ? undefined : containerId(pod, run)
  const isRunning = run.step === 'running'
  const isDone = run.isInit && !isSidecar(run.spec) && run.state.terminated?.exitCode === 0
  const {terminated} = run.state
  return {
    name: run.spec.name,
    state: terminated && id ? {terminated: {...terminated, containerID: id}} : run.state,
    lastState: run.lastState,
    ready: isDone || (isRunning && isProbeOk(run, 'startup') && isProbeOk(run, 'readiness')),
    restartCount: run.restarts,
    image: id ? run.image : (run.spec.image ?? ''),
    imageID: run.imageId,
    ...(id && {containerID: id}),
    started: isRunning && isProbeOk(run, 'startup'),
  }
}
