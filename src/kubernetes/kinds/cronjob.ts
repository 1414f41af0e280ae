import {age} from '../age.ts'
import {formatSelector} from '../selectors.ts'
import type {CronJob, Job, KubeObject} from '../types.ts'
import {ageColumn, containerColumns} from './columns.ts'
import {job, jobProgress} from './job.ts'
import type {Kind, Progress} from './kind.ts'

const newestFirst = (jobs: readonly KubeObject[]): Job[] =>
  (jobs as readonly Job[]).toSorted((a, b) =>
    (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1,
  )

const isOver = (one: Job): boolean => jobProgress(one).done || jobProgress(one).failed !== undefined

/** The last run that is over, where it failed: it counts until a later one has succeeded. Else the newest run. */
const currentRun = (jobs: readonly KubeObject[]): Job | undefined => {
  const runs = newestFirst(jobs)
  const lastOver = runs.find(isOver)
  return lastOver && jobProgress(lastOver).failed !== undefined ? lastOver : runs[0]
}

const runText = (runs: readonly Job[], {spec, status}: CronJob): string => {
  const active = runs.filter(one => !isOver(one)).length
  const lastOver = runs.find(isOver)
  const parts = [
    ...(spec.suspend ? ['suspended'] : []),
    ...(lastOver ? [jobProgress(lastOver).done ? 'last run completed' : 'last run failed'] : []),
    ...(active > 0 ? [`${active} active`] : []),
  ]
  if (parts.length > 0) return parts.join(', ')
  return status?.lastScheduleTime ? 'no job kept' : 'no run yet'
}

/** It is as it should be unless its last run failed, or the pods of a run are in trouble. */
const progress = (object: CronJob, jobs: readonly KubeObject[]): Progress => {
  const text = runText(newestFirst(jobs), object)
  const run = currentRun(jobs)
  if (!run) return {ready: 0, desired: 0, updated: 0, done: true, text}
  const now = jobProgress(run)
  return {...now, underWay: !now.done && now.failed === undefined, text}
}

/** Booleans in these columns are Python-like. */
const suspension: Record<string, string> = {true: 'True', false: 'False'}

/** Columns: printCronJob in Kubernetes' pkg/printers; TIMEZONE came with 1.30 (kubernetes#122231). */
export const cronJob: Kind<CronJob> = {
  apiVersion: 'batch/v1',
  // Before 1.21.
  earlierVersion: 'batch/v1beta1',
  kind: 'CronJob',
  names: ['cronjob', 'cronjobs', 'cj'],
  namespaced: true,
  listed: 'always',
  columns: [
    {name: 'Schedule', value: ({spec}) => spec.schedule},
    {name: 'Timezone', sinceMinor: 30, value: ({spec}) => spec.timeZone ?? '<none>'},
    {name: 'Suspend', type: 'boolean', value: ({spec}) => suspension[String(spec.suspend)] ?? '<unset>'},
    {name: 'Active', type: 'integer', value: ({status}) => status?.active?.length ?? 0},
    {
      name: 'Last Schedule',
      value: ({status}, {now}) => (status?.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>'),
    },
    ageColumn,
    ...containerColumns<CronJob>(({spec}) => spec.jobTemplate.spec.template.spec.containers),
    {name: 'Selector', wide: true, value: ({spec}) => formatSelector(spec.jobTemplate.spec.selector)},
  ],
  workload: {
    progress,
    doneWord: 'completed',
    ends: false,
    // A change takes effect at the next run.
    waits: false,
    waitArgs: undefined,
    revisions: undefined,
    makers: {
      kind: job,
      current: currentRun,
      // Set by the job controller of every version; later ones add batch.kubernetes.io/job-name.
      podSelector: jobs => ({
        matchExpressions: [{key: 'job-name', operator: 'In', values: jobs.map(({metadata}) => metadata.name)}],
      }),
    },
    podTemplate: ({spec}) => spec.jobTemplate.spec.template,
    podSelector: () => undefined,
    scale: undefined,
  },
  expose: undefined,
}
