import {age, durationBetween} from '../../kubernetes/age.ts'
import {isTrue} from '../../kubernetes/conditions.ts'
import {formatSelector} from '../../kubernetes/selectors.ts'
import {isAtLeast} from '../../kubernetes/server-version.ts'
import type {CronJob, Job, PrinterContext} from '../../kubernetes/types.ts'
import {ageColumn, containerColumns, type KindColumn} from './column.ts'

/** `kubectl get jobs`: printJob in Kubernetes' pkg/printers; STATUS came with 1.30 (kubernetes#123226). */
export const jobColumns: readonly KindColumn<Job>[] = [
  {name: 'STATUS', sinceMinor: 30, value: jobStatus},
  {name: 'COMPLETIONS', value: completions},
  {name: 'DURATION', value: duration},
  ageColumn,
  ...containerColumns<Job>(({spec}) => spec.template.spec.containers),
  {name: 'SELECTOR', wide: true, value: ({spec}) => formatSelector(spec.selector)},
]

/** `kubectl get cronjobs`: printCronJob in Kubernetes' pkg/printers; TIMEZONE came with 1.30 (kubernetes#122231). */
export const cronJobColumns: readonly KindColumn<CronJob>[] = [
  {name: 'SCHEDULE', value: ({spec}) => spec.schedule},
  {name: 'TIMEZONE', sinceMinor: 30, value: ({spec}) => spec.timeZone ?? '<none>'},
  {name: 'SUSPEND', value: ({spec}) => suspension[String(spec.suspend)] ?? '<unset>'},
  {name: 'ACTIVE', value: ({status}) => status?.active?.length ?? 0},
  {
    name: 'LAST SCHEDULE',
    value: ({status}, {now}) => (status?.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>'),
  },
  ageColumn,
  ...containerColumns<CronJob>(({spec}) => spec.jobTemplate.spec.template.spec.containers),
  {name: 'SELECTOR', wide: true, value: ({spec}) => formatSelector(spec.jobTemplate.spec.selector)},
]

/** Booleans in these columns are Python-like. */
const suspension: Record<string, string> = {true: 'True', false: 'False'}

/** In this order: the first condition that is True names the status. Terminating stands between the second and third. */
const endings = ['Complete', 'Failed']
const intermediate = [
  {condition: 'Suspended', sinceMinor: 30},
  {condition: 'FailureTarget', sinceMinor: 30},
  {condition: 'SuccessCriteriaMet', sinceMinor: 34},
]

function jobStatus({metadata, status}: Job, {serverVersion}: PrinterContext): string {
  const ending = endings.find(type => isTrue(status?.conditions, type))
  if (ending) return ending
  if (metadata.deletionTimestamp) return 'Terminating'
  const on = intermediate.find(
    ({condition, sinceMinor}) => isAtLeast(serverVersion, sinceMinor) && isTrue(status?.conditions, condition),
  )
  return on?.condition ?? 'Running'
}

/** `done/wanted`; a job that is a work queue has no number wanted, but a number of workers. */
function completions({spec, status}: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`
  return (spec.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`
}

function duration({status}: Job, {now}: PrinterContext): string {
  return status?.startTime ? durationBetween(status.startTime, status.completionTime, now) : ''
}
