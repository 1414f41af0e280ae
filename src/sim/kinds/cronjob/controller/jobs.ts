import type {KubeObject} from '../../../api/object.ts'
import {timestamp} from '../../../clock.ts'
import {controlledBy, draft} from '../../../controllers/draft.ts'
import {localTime} from '../../cronjob/schedule/time-zone.ts'
import {endOf} from '../../job/controller/outcome.ts'
import type {Job} from '../../job/types.ts'
import type {ActiveJob, CronJob} from '../types.ts'

const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp'
const MINUTE = 60_000

/** The jobs of a cron job are named by the minute for which they were made. */
export const jobName = ({metadata}: CronJob, scheduled: number): string =>
  `${metadata.name}-${Math.floor(scheduled / MINUTE)}`

/** RFC 3339 with the offset of the time zone. */
const timeIn = (instant: number, zone: string): string => {
  const minutes = (localTime(instant, zone) - instant) / MINUTE
  if (minutes === 0) return timestamp(new Date(instant))
  const two = (value: number): string => String(value).padStart(2, '0')
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
  return timestamp(new Date(instant + minutes * MINUTE)).replace('Z', offset)
}

/** @param scheduled ms since 1970 */
export const jobOf = (cronJob: CronJob, scheduled: number): KubeObject => {
  const {jobTemplate, timeZone = 'UTC'} = cronJob.spec
  const {labels, annotations} = jobTemplate.metadata ?? {}
  return draft({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cronJob, scheduled),
      namespace: cronJob.metadata.namespace ?? '',
      ...(labels && {labels}),
      annotations: {...annotations, [SCHEDULED]: timeIn(scheduled, timeZone)},
      ownerReferences: [controlledBy(cronJob)],
    },
    spec: jobTemplate.spec,
  })
}

export const referenceTo = ({apiVersion, kind, metadata}: KubeObject): ActiveJob => ({
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid,
  apiVersion,
  resourceVersion: metadata.resourceVersion,
})

/** The jobs of one outcome that the history has no room for, the oldest first. @param limit absent: all are kept */
export const beyondHistory = (jobs: readonly Job[], type: string, limit: number | undefined): Job[] => {
  if (limit === undefined) return []
  const begun = ({status, metadata}: Job): string => status?.startTime ?? metadata.creationTimestamp
  const over = jobs.filter(job => endOf(job)?.type === type && job.metadata.deletionTimestamp === undefined)
  return over.toSorted((a, b) => (begun(a) < begun(b) ? -1 : 1)).slice(0, Math.max(0, over.length - limit))
}
