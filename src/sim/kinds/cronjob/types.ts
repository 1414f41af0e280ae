import type {KubeObject} from '../../api/object.ts'
import type {JobTemplate} from '../job/types.ts'

/** A reference to a job that runs. */
export interface ActiveJob {
  apiVersion: string
  kind: string
  name: string
  namespace: string
  uid: string
  resourceVersion: string
}

export interface CronJob extends KubeObject {
  spec: {
    schedule: string
    /** A name of the IANA data base; UTC if not said. */
    timeZone?: string
    startingDeadlineSeconds?: number
    concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace'
    suspend?: boolean
    successfulJobsHistoryLimit?: number
    failedJobsHistoryLimit?: number
    jobTemplate: JobTemplate
  }
  status?: CronJobStatus
}

export interface CronJobStatus {
  active?: ActiveJob[]
  lastScheduleTime?: string
  lastSuccessfulTime?: string
}
