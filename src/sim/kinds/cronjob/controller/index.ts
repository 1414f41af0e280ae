import {StatusError} from '../../../api/status.ts'
import {timestamp} from '../../../clock.ts'
import {ownerKey} from '../../../controllers/claim.ts'
import {type ControlPlane, changeStatus, find} from '../../../controllers/control-plane.ts'
import {controllerOf, partsOf, pathOf} from '../../../controllers/draft.ts'
import {IndexOf} from '../../../controllers/index-of.ts'
import type {Controller} from '../../../controllers/loop.ts'
import {endOf} from '../../job/controller/outcome.ts'
import {jobResource} from '../../job/resource.ts'
import type {Job} from '../../job/types.ts'
import {cronJobResource} from '../resource.ts'
import {missedTimes, nextTime} from '../schedule/next.ts'
import {parseSchedule, type Schedule, ScheduleError} from '../schedule/parse.ts'
import {isTimeZone} from '../schedule/time-zone.ts'
import type {CronJob, CronJobStatus} from '../types.ts'
import {beyondHistory, jobName, jobOf, referenceTo} from './jobs.ts'

const COMPONENT = 'cronjob-controller'

/** Milliseconds after a time of the schedule, so that a look does not come just before it. */
const LATE = 100

/** A CronJob makes a Job at each time of its schedule. The loop compares the time with the one of the last job. */
export const cronJobController = (plane: ControlPlane): Controller => {
  const jobs = new IndexOf<Job>(plane.store, jobResource, job => [ownerKey(job)])
  return {
    name: COMPONENT,
    *affected({resource, object}) {
      if (resource === cronJobResource) yield pathOf(object)
      const owner = resource === jobResource ? controllerOf(object) : undefined
      if (owner?.kind === cronJobResource.kind) yield `${object.metadata.namespace}/${owner.name}`
    },
    reconcile: key => {
      const cronJob = find<CronJob>(plane, cronJobResource, ...partsOf(key))
      return cronJob && new Look(plane, cronJob, jobs.get(cronJob.metadata.uid)).reconcile()
    },
    stop: () => jobs.stop(),
  }
}

/** One look at a cron job. */
class Look {
  readonly #plane: ControlPlane
  readonly #cronJob: CronJob
  readonly #jobs: readonly Job[]
  #status: CronJobStatus

  constructor(plane: ControlPlane, cronJob: CronJob, jobs: readonly Job[]) {
    this.#plane = plane
    this.#cronJob = cronJob
    this.#jobs = jobs
    this.#status = cronJob.status ?? {}
  }

  /** @returns milliseconds of the cluster's own time until the next look */
  reconcile(): number | undefined {
    this.#settle()
    const {deletionTimestamp} = this.#cronJob.metadata
    const again = deletionTimestamp === undefined ? this.#keepSchedule() : undefined
    this.#cleanUp()
    const {active = [], ...status} = this.#status
    changeStatus<CronJob>(this.#plane, cronJobResource, this.#cronJob, current => ({
      ...current,
      status: {...(active.length > 0 && {active}), ...status},
    }))
    return again
  }

  /** Takes note of the jobs that are over. */
  #settle(): void {
    const active = this.#status.active ?? []
    for (const job of this.#jobs) {
      const end = endOf(job)
      const isActive = active.some(({uid}) => uid === job.metadata.uid)
      if (end?.type === 'Complete' && (job.status?.completionTime ?? '') > (this.#status.lastSuccessfulTime ?? ''))
        this.#status = {...this.#status, lastSuccessfulTime: job.status?.completionTime ?? ''}
      if (end && isActive)
        this.#say('Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${end.type}`)
      if (!end && !isActive && job.metadata.deletionTimestamp === undefined)
        this.#say(
          'Warning',
          'UnexpectedJob',
          `Saw a job that the controller did not create or forgot: ${job.metadata.name}`,
        )
    }
    const left = active.filter(({uid, name}) => {
      const job = this.#jobs.find(({metadata}) => metadata.uid === uid)
      if (!job) this.#say('Normal', 'MissingJob', `Active job went missing: ${name}`)
      return job !== undefined && endOf(job) === undefined
    })
    if (left.length !== active.length) this.#status = {...this.#status, active: left}
  }

  #keepSchedule(): number | undefined {
    const {schedule, timeZone, suspend} = this.#cronJob.spec
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      this.#say('Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(timeZone)}`)
      return undefined
    }
    if (suspend) return undefined
    try {
      return this.#startWhatIsDue(parseSchedule(schedule))
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error
      this.#say(
        'Warning',
        'UnparseableSchedule',
        `unparseable schedule: ${JSON.stringify(schedule)} : ${error.message}`,
      )
      return undefined
    }
  }

  #startWhatIsDue(schedule: Schedule): number | undefined {
    const {clock} = this.#plane
    const {startingDeadlineSeconds, timeZone} = this.#cronJob.spec
    const now = clock.now().getTime()
    const begun = Date.parse(this.#status.lastScheduleTime ?? this.#cronJob.metadata.creationTimestamp)
    const deadline = startingDeadlineSeconds === undefined ? Number.NaN : startingDeadlineSeconds * 1000
    const earliest = Math.max(begun, Number.isNaN(deadline) ? begun : now - deadline)
    const {latest, tooMany} = missedTimes(schedule, earliest, now, timeZone)
    if (tooMany)
      this.#say(
        'Warning',
        'TooManyMissedTimes',
        'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      )
    if (latest !== undefined) {
      if (latest + deadline < now)
        this.#say('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${timestamp(new Date(latest))}`)
      else this.#start(latest)
    }
    const next = nextTime(schedule, now, timeZone)
    return next === undefined ? undefined : Math.max(0, clock.timeAt(new Date(next)) - clock.time()) + LATE
  }

  #start(scheduled: number): void {
    const {concurrencyPolicy} = this.#cronJob.spec
    const active = this.#status.active ?? []
    if (active.some(({name}) => name === jobName(this.#cronJob, scheduled))) return
    if (concurrencyPolicy === 'Forbid' && active.length > 0) {
      const why = 'prior execution is running and concurrency policy is Forbid'
      this.#say('Normal', 'JobAlreadyActive', `Not starting job because ${why}`)
      return
    }
    if (concurrencyPolicy === 'Replace') this.#delete(this.#jobs.filter(job => endOf(job) === undefined))
    try {
      const options = {fieldManager: 'kube-controller-manager'}
      const job = this.#plane.registry.create(jobResource, jobOf(this.#cronJob, scheduled), options)
      this.#say('Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`)
      this.#status = {...this.#status, active: [...(this.#status.active ?? []), referenceTo(job)]}
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      // The job of this minute was made before.
      if (error.status.reason !== 'AlreadyExists') {
        this.#say('Warning', 'FailedCreate', `Error creating job: ${error.message}`)
        throw error
      }
    }
    this.#status = {...this.#status, lastScheduleTime: timestamp(new Date(scheduled))}
  }

  #cleanUp(): void {
    const {successfulJobsHistoryLimit, failedJobsHistoryLimit} = this.#cronJob.spec
    this.#delete(beyondHistory(this.#jobs, 'Complete', successfulJobsHistoryLimit))
    this.#delete(beyondHistory(this.#jobs, 'Failed', failedJobsHistoryLimit))
  }

  #delete(jobs: readonly Job[]): void {
    for (const {metadata} of jobs) {
      const {namespace = '', name, uid} = metadata
      const options = {propagationPolicy: 'Background', preconditions: {uid}} as const
      this.#plane.registry.delete(jobResource, namespace, name, options)
      this.#say('Normal', 'SuccessfulDelete', `Deleted job ${name}`)
      const active = (this.#status.active ?? []).filter(each => each.uid !== uid)
      this.#status = {...this.#status, active}
    }
  }

  #say(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#plane.events.emit(this.#cronJob, {type, reason, message, component: COMPONENT})
  }
}
