// When a job is over, and what it says then: pkg/controller/job.
import type {Condition} from '../../../api/object.ts'
import {type Clock, since} from '../../../clock.ts'
import {findCondition, isTrue} from '../../../controllers/conditions.ts'
import type {Pod} from '../../pod/types.ts'
import type {Job} from '../types.ts'
import type {Count} from './pods.ts'

export type Outcome = Pick<Condition, 'message' | 'reason'>

const TOO_OFTEN = {reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit'}
const TOO_LONG = {reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline'}
export const REACHED = {reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods'}

/** The condition that ends a job, if it has one. */
export const endOf = ({status}: Job): Condition | undefined =>
  status?.conditions?.find(({type, status: is}) => (type === 'Complete' || type === 'Failed') && is === 'True')

/** Milliseconds until the job is late, 0 or less once it is; undefined where it has no deadline or does not run. */
export const untilLate = ({spec, status}: Job, clock: Clock): number | undefined =>
  spec.activeDeadlineSeconds === undefined || status?.startTime === undefined || spec.suspend
    ? undefined
    : spec.activeDeadlineSeconds * 1000 - since(clock, status.startTime)

const restartsOf = ({status}: Pod): number =>
  [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].reduce(
    (sum, {restartCount}) => sum + restartCount,
    0,
  )

/** Of pods that restart by themselves their restarts are the failures. */
const hasRestartedTooOften = ({spec: {template, backoffLimit = 6}}: Job, active: readonly Pod[]): boolean => {
  if (template.spec.restartPolicy !== 'OnFailure') return false
  const restarts = active.reduce((sum, pod) => sum + restartsOf(pod), 0)
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit
}

/** Why the job fails, which it said before or comes to now. */
export const failureOf = (job: Job, {active, failed}: Count, clock: Clock): Outcome | undefined => {
  const conditions = job.status?.conditions
  const said = findCondition(conditions, 'FailureTarget')
  if (said && isTrue(conditions, 'FailureTarget')) return {reason: said.reason ?? '', message: said.message ?? ''}
  if (failed > (job.spec.backoffLimit ?? 6) || hasRestartedTooOften(job, active)) return TOO_OFTEN
  const late = untilLate(job, clock)
  return late !== undefined && late <= 0 ? TOO_LONG : undefined
}

/** Whether everything is done that was asked for, and nothing runs any more. */
export const isComplete = ({spec: {completions}}: Job, {succeeded, active}: Pick<Count, 'active' | 'succeeded'>) =>
  active.length === 0 && (completions === undefined ? succeeded > 0 : succeeded >= completions)

/** How many pods are to run now. */
export const wantedPods = ({spec: {completions, parallelism = 1}}: Job, {succeeded, active}: Count): number => {
  // Pods of a work queue know by themselves when there is nothing left to do.
  if (completions === undefined) return succeeded > 0 ? Math.min(active.length, parallelism) : parallelism
  return Math.max(0, Math.min(completions - succeeded, parallelism))
}

/** Milliseconds until a job that is over goes by itself, 0 or less once it is to; undefined for never. */
export const untilRemoved = ({spec}: Job, end: Condition, clock: Clock): number | undefined =>
  spec.ttlSecondsAfterFinished === undefined
    ? undefined
    : spec.ttlSecondsAfterFinished * 1000 - since(clock, end.lastTransitionTime)
