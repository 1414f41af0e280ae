import {durationBetween} from '../age.ts'
import {isTrue} from '../conditions.ts'
import {formatSelector} from '../selectors.ts'
import {isAtLeast} from '../server-version.ts'
import type {Job, PrinterContext} from '../types.ts'
import {ageColumn, containerColumns} from './columns.ts'
import type {Kind, Progress} from './kind.ts'

/** Also of the jobs that a cron job makes. */
export const jobProgress = ({spec, status}: Job): Progress => {
  const desired = spec.completions ?? 1
  const failed = status?.conditions?.find(({type}) => type === 'Failed')
  const done = isTrue(status?.conditions, 'Complete')
  const progress = {ready: status?.succeeded ?? 0, desired, updated: desired, done}
  return failed?.status === 'True' ? {...progress, failed: failed.message ?? failed.reason ?? 'failed'} : progress
}

/** In this order: the first condition that is True names the status. Terminating stands between the second and third. */
const endings = ['Complete', 'Failed']
const intermediate = [
  {condition: 'Suspended', sinceMinor: 30},
  {condition: 'FailureTarget', sinceMinor: 30},
  {condition: 'SuccessCriteriaMet', sinceMinor: 34},
]

const jobStatus = ({metadata, status}: Job, {serverVersion}: PrinterContext): string => {
  const ending = endings.find(type => isTrue(status?.conditions, type))
  if (ending) return ending
  if (metadata.deletionTimestamp) return 'Terminating'
  const on = intermediate.find(
    ({condition, sinceMinor}) => isAtLeast(serverVersion, sinceMinor) && isTrue(status?.conditions, condition),
  )
  return on?.condition ?? 'Running'
}

/** `done/wanted`; a job that is a work queue has no number wanted, but a number of workers. */
const completions = ({spec, status}: Job): string => {
  const succeeded = status?.succeeded ?? 0
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`
  return (spec.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`
}

const duration = ({status}: Job, {now}: PrinterContext): string =>
  status?.startTime ? durationBetween(status.startTime, status.completionTime, now) : ''

/** Columns: printJob in Kubernetes' pkg/printers; STATUS came with 1.30 (kubernetes#123226). */
export const job: Kind<Job> = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  names: ['job', 'jobs'],
  namespaced: true,
  listed: 'always',
  columns: [
    {name: 'Status', sinceMinor: 30, value: jobStatus},
    {name: 'Completions', value: completions},
    {name: 'Duration', value: duration},
    ageColumn,
    ...containerColumns<Job>(({spec}) => spec.template.spec.containers),
    {name: 'Selector', wide: true, value: ({spec}) => formatSelector(spec.selector)},
  ],
  workload: {
    progress: jobProgress,
    doneWord: 'completed',
    ends: true,
    waits: true,
    waitArgs: ['wait', '--for=condition=Complete'],
    revisions: undefined,
    makers: 'itself',
    podTemplate: ({spec}) => spec.template,
    podSelector: ({spec}) => spec.selector,
    scale: undefined,
  },
  expose: undefined,
}
