import {StatusError} from '../../../api/status.ts'
import {type ControlPlane, remove} from '../../../controllers/control-plane.ts'
import {podResource} from '../../pod/resource.ts'
import type {Pod} from '../../pod/types.ts'
import {inDeletionOrder} from '../../replicaset/deletion-order.ts'
import {BURST} from '../../replicaset/replicas.ts'
import type {Job} from '../types.ts'
import {type Count, indexOf, isIndexed, podOf} from './pods.ts'

export const COMPONENT = 'job-controller'

/** Milliseconds until a refused pod is asked for again. */
const RETRY = 1000

/** Makes and ends pods of a job, tells of them, and keeps the count of those that are active. */
export class PodControl {
  readonly #plane: ControlPlane
  readonly #job: Job
  readonly #count: Count

  constructor(plane: ControlPlane, job: Job, count: Count) {
    this.#plane = plane
    this.#job = job
    this.#count = count
  }

  /**
   * @param wanted pods that are to be active
   * @param backOff milliseconds for which none is made after others have failed
   * @returns milliseconds until the next look
   */
  resize(wanted: number, backOff: number): number | undefined {
    const {active, terminating} = this.#count
    if (active.length > wanted) {
      this.end(inDeletionOrder(active).slice(0, active.length - wanted))
      return undefined
    }
    const isReplacedLate = this.#job.spec.podReplacementPolicy === 'Failed'
    const missing = wanted - active.length - (isReplacedLate ? terminating : 0)
    if (missing <= 0) return undefined
    if (backOff > 0) return backOff
    const most = Math.min(missing, BURST)
    return this.#create(isIndexed(this.#job) ? this.#freeIndexes(most) : Array.from({length: most}))
  }

  end(pods: readonly Pod[]): void {
    for (const pod of [...pods]) {
      remove(this.#plane, podResource, pod)
      this.#count.active.splice(this.#count.active.indexOf(pod), 1)
      this.say('Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
    }
  }

  say(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#plane.events.emit(this.#job, {type, reason, message, component: COMPONENT})
  }

  #freeIndexes(most: number): number[] {
    const {active, completed} = this.#count
    const taken = new Set([...completed, ...active.map(pod => indexOf(pod))])
    const free: number[] = []
    const {completions = 0} = this.#job.spec
    for (let index = 0; index < completions && free.length < most; index++) if (!taken.has(index)) free.push(index)
    return free
  }

  #create(indexes: readonly (number | undefined)[]): number | undefined {
    for (const index of indexes)
      try {
        const options = {fieldManager: 'kube-controller-manager'}
        const pod = this.#plane.registry.create(podResource, podOf(this.#job, index), options) as Pod
        this.#count.active.push(pod)
        this.say('Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        this.say('Warning', 'FailedCreate', `Error creating: ${error.message}`)
        return RETRY
      }
    return undefined
  }
}
