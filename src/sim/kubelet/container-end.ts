import {timestamp} from '../clock.ts'
import type {Container, Pod} from '../kinds/pod/types.ts'
import {FORGOTTEN_AFTER} from './back-off.ts'
import {type ContainerEnvironment, type ContainerRun, FOREVER, go} from './container-run.ts'
import {pull} from './image-pull.ts'
import {isSidecar, programOf} from './programs.ts'

/** How long an ended container is shown before it is decided on. */
export const SHOWN = 500

interface Ending {
  exitCode: number
  reason: string
}

/** What a process gets that does not end when asked to. */
export const KILLED: Ending = {exitCode: 137, reason: 'Error'}

/** How a process ends that is asked to: what serves ends well, and a command takes no notice until it is killed. */
const whenAsked = ({spec, isInit}: ContainerRun, pod: Pod): Ending =>
  programOf(pod, spec, isInit).ports.length > 0 ? {exitCode: 0, reason: 'Completed'} : KILLED

export const isRestarted = (
  {spec, isInit}: ContainerRun,
  {spec: {restartPolicy = 'Always'}}: Pod,
  exitCode: number,
): boolean => {
  if (isSidecar(spec)) return true
  if (isInit) return exitCode !== 0 && restartPolicy !== 'Never'
  return restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exitCode !== 0)
}

/** What the end of a container needs to know. */
type AtEnd = Pick<ContainerEnvironment, 'now' | 'pod' | 'dateAt'>

export const end = (run: ContainerRun, {exitCode, reason}: Ending, {now, pod, dateAt}: AtEnd): void => {
  const [startedAt, finishedAt] = [run.startedAt, now].map(time => timestamp(dateAt(time))) as [string, string]
  run.crashes = now - run.startedAt >= FORGOTTEN_AFTER ? 1 : run.crashes + 1
  run.state = {terminated: {exitCode, reason, startedAt, finishedAt}}
  go(run, 'ended', isRestarted(run, pod, exitCode) ? now + SHOWN : FOREVER)
}

/** Ends a container that was asked to, if it runs. @returns whether it did */
export const stop = (run: ContainerRun, around: AtEnd): boolean => {
  if (run.step !== 'running') return false
  end(run, whenAsked(run, around.pod), around)
  return true
}

/**
 * Takes note of what a container is to be by now, which the pod's image may have changed: one that runs is restarted,
 * whatever the restart policy says, and one that waits has its next try at once. Another image is another container, so
 * its failures count from none. An init container that is at work is left to it.
 */
export const redefine = (run: ContainerRun, spec: Container, around: ContainerEnvironment): void => {
  if (run.spec.image === spec.image) return
  if (run.step === 'running' && run.isInit && !isSidecar(spec)) return
  const {step} = run
  if (step === 'running') {
    const message = `Container ${spec.name} definition changed, will be restarted`
    around.say({type: 'Normal', reason: 'Killing', message})
    stop(run, around)
    run.lastState = run.state
    run.state = {waiting: {reason: 'ContainerCreating'}}
  }
  run.spec = spec
  run.crashes = 0
  run.pullFailures = 0
  if (step !== 'idle' && step !== 'ended') pull(run, around)
}
