import type {Condition} from '../../../api/object.ts'
import {timestamp} from '../../../clock.ts'
import {claim} from '../../../controllers/claim.ts'
import {findCondition, isTrue, withCondition} from '../../../controllers/conditions.ts'
import {type ControlPlane, changeStatus, find} from '../../../controllers/control-plane.ts'
import {partsOf} from '../../../controllers/draft.ts'
import type {Controller} from '../../../controllers/loop.ts'
import {matchesSelector} from '../../../controllers/selector.ts'
import {podResource} from '../../pod/resource.ts'
import type {Pod} from '../../pod/types.ts'
import {affectedOwners, batchOf} from '../../replicaset/replicas.ts'
import {indexesText} from '../indexes.ts'
import {jobResource} from '../resource.ts'
import type {Job, JobStatus} from '../types.ts'
import {JobBackOff} from './back-off.ts'
import {endOf, failureOf, isComplete, type Outcome, REACHED, untilLate, untilRemoved, wantedPods} from './outcome.ts'
import {COMPONENT, PodControl} from './pod-control.ts'
import {type Count, countPods, isOver, untrack} from './pods.ts'

const OURS = 'kubernetes.io/job-controller'

const selectorOf = (job: Job) => job.spec.selector

/**
 * A Job runs pods until enough of them have succeeded. The loop counts those that are over, each one once: a finalizer
 * keeps a pod until it has been counted. Then it makes or ends pods, or says that the job is over.
 */
export const jobController = (plane: ControlPlane): Controller => {
  const backOff = new JobBackOff(plane.clock)
  return {
    name: COMPONENT,
    batch: key => batchOf(plane, jobResource, key),
    affected: change => affectedOwners(plane, jobResource, object => selectorOf(object as Job), change),
    reconcile: key => {
      const job = find<Job>(plane, jobResource, ...partsOf(key))
      if (!job) {
        backOff.forget(key)
        return undefined
      }
      if ((job.spec.managedBy ?? OURS) !== OURS) return undefined
      const pods = claim(plane, job, podResource, plane.podsByOwner, labels => matchesSelector(selectorOf(job), labels))
      return new Look(plane, backOff, key, job, pods).reconcile()
    },
  }
}

/** One look at a job. */
class Look {
  readonly #plane: ControlPlane
  readonly #backOff: JobBackOff
  readonly #key: string
  readonly #job: Job
  readonly #pods: readonly Pod[]
  readonly #count: Count
  readonly #control: PodControl
  readonly #now: string
  #conditions: Condition[]
  #startTime: string | undefined

  constructor(plane: ControlPlane, backOff: JobBackOff, key: string, job: Job, pods: readonly Pod[]) {
    this.#plane = plane
    this.#backOff = backOff
    this.#key = key
    this.#job = job
    this.#pods = pods
    this.#count = countPods(job, pods)
    this.#control = new PodControl(plane, job, this.#count)
    this.#now = timestamp(plane.clock.now())
    this.#conditions = job.status?.conditions ?? []
    this.#startTime = job.status?.startTime ?? (job.spec.suspend ? undefined : this.#now)
  }

  /** @returns milliseconds until the next look */
  reconcile(): number | undefined {
    const end = endOf(this.#job)
    if (end) return this.#afterEnd(end)
    this.#backOff.note(this.#key, this.#count.news)
    const failure = failureOf(this.#job, this.#count, this.#plane.clock)
    const again = failure ? this.#fail(failure) : this.#goOn()
    this.#write()
    for (const {pod} of this.#count.news) untrack(this.#plane, pod)
    return again
  }

  #afterEnd(end: Condition): number | undefined {
    for (const pod of this.#pods) if (isOver(pod)) untrack(this.#plane, pod)
    this.#control.end(this.#count.active)
    this.#backOff.forget(this.#key)
    const left = untilRemoved(this.#job, end, this.#plane.clock)
    if (left === undefined || left > 0 || this.#job.metadata.deletionTimestamp !== undefined) return left
    const {namespace = '', name, uid} = this.#job.metadata
    const preconditions = {uid}
    this.#plane.registry.delete(jobResource, namespace, name, {propagationPolicy: 'Foreground', preconditions})
    return undefined
  }

  /** All pods are ended first; the job has failed when they are gone. */
  #fail(outcome: Outcome): undefined {
    this.#set('FailureTarget', 'True', outcome)
    this.#control.end(this.#count.active)
    if (this.#plane.podsByOwner.get(this.#job.metadata.uid).every(pod => isOver(pod))) {
      this.#set('Failed', 'True', outcome)
      this.#control.say('Warning', outcome.reason ?? '', outcome.message ?? '')
    }
    return undefined
  }

  #goOn(): number | undefined {
    if (isComplete(this.#job, this.#count)) {
      this.#set('SuccessCriteriaMet', 'True', REACHED)
      this.#set('Complete', 'True', REACHED)
      this.#control.say('Normal', 'Completed', 'Job completed')
      return undefined
    }
    if (this.#job.metadata.deletionTimestamp !== undefined) return undefined
    if (this.#job.spec.suspend) {
      this.#control.end(this.#count.active)
      if (!isTrue(this.#conditions, 'Suspended')) this.#announce('True', 'Suspended')
      return undefined
    }
    if (isTrue(this.#conditions, 'Suspended')) {
      this.#announce('False', 'Resumed')
      this.#startTime = this.#now
    }
    const again = this.#control.resize(wantedPods(this.#job, this.#count), this.#backOff.left(this.#key))
    const late = untilLate({...this.#job, status: this.#status()}, this.#plane.clock)
    const waits = [again, late].filter(wait => wait !== undefined)
    return waits.length > 0 ? Math.min(...waits) : undefined
  }

  #announce(status: 'False' | 'True', state: 'Resumed' | 'Suspended'): void {
    const message = `Job ${state.toLowerCase()}`
    this.#set('Suspended', status, {reason: `Job${state}`, message})
    this.#control.say('Normal', state, message)
  }

  #set(type: string, status: 'False' | 'True', outcome: Outcome): void {
    // A job says when it last looked at a condition, which is when it changed.
    const before = findCondition(this.#conditions, type)
    const conditions = withCondition(this.#conditions, {type, status, ...outcome, lastProbeTime: this.#now}, this.#now)
    if (before?.status !== status) this.#conditions = conditions
  }

  #status(): JobStatus {
    const {active, ready, terminating, succeeded, failed, completed} = this.#count
    const isDone = isTrue(this.#conditions, 'Complete')
    return {
      ...(this.#conditions.length > 0 && {conditions: this.#conditions}),
      ...(this.#startTime && {startTime: this.#startTime}),
      ...(isDone && {completionTime: this.#now}),
      ...(active.length > 0 && {active: active.length}),
      ...(succeeded > 0 && {succeeded}),
      ...(failed > 0 && {failed}),
      ...(completed.size > 0 && {completedIndexes: indexesText(completed)}),
      uncountedTerminatedPods: {},
      terminating,
      ready: Math.min(ready, active.length),
    }
  }

  #write(): void {
    const status = this.#status()
    changeStatus<Job>(this.#plane, jobResource, this.#job, current => ({...current, status}))
  }
}
