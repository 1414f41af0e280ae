import {StatusError} from '../../../api/status.ts'
import {type ControlPlane, remove} from '../../../controllers/control-plane.ts'
import {podsOf} from '../../../controllers/int-or-percent.ts'
import {isFinished, untilAvailable} from '../../../controllers/pod-state.ts'
import {claimResource} from '../../persistentvolumeclaim/resource.ts'
import {podResource} from '../../pod/resource.ts'
import type {Pod, PodTemplate} from '../../pod/types.ts'
import {BURST} from '../../replicaset/replicas.ts'
import type {StatefulSet} from '../types.ts'
import {letClaimsGo, missingClaims} from './claims.ts'
import {ordinalOf, podName, REVISION_NAME, statefulPod} from './pod.ts'

export const COMPONENT = 'statefulset-controller'

export interface NamedTemplate {
  name: string
  template: PodTemplate
}

/** Milliseconds until what was refused is asked for again. */
const RETRY = 1000

/** Whether the rest of the turn has to wait; a number is the milliseconds until the next look. */
type Wait = boolean | number

const isEnding = ({metadata}: Pod): boolean => metadata.deletionTimestamp !== undefined

/**
 * What one look at a set does: pods that are missing are made from the lowest number up, those that are too many are ended
 * from the highest down, and then those of an older revision are replaced from the highest down. With OrderedReady each
 * step waits until the pods before are ready. As pkg/controller/statefulset/stateful_set_control.go.
 */
export class Turn {
  readonly #plane: ControlPlane
  readonly #set: StatefulSet
  readonly #current: NamedTemplate
  readonly #update: NamedTemplate
  /** By number. */
  readonly #pods: ReadonlyMap<number, Pod>
  readonly #isOrdered: boolean

  constructor(
    plane: ControlPlane,
    set: StatefulSet,
    pods: readonly Pod[],
    revisions: {current: NamedTemplate; update: NamedTemplate},
  ) {
    this.#plane = plane
    this.#set = set
    this.#current = revisions.current
    this.#update = revisions.update
    this.#pods = new Map(pods.map(pod => [ordinalOf(set, pod.metadata.name) ?? -1, pod]))
    this.#isOrdered = set.spec.podManagementPolicy !== 'Parallel'
  }

  /** @returns milliseconds until the next look, where no change brings it about */
  take(): number | undefined {
    for (const step of [() => this.#fill(), () => this.#shrink(), () => this.#replace()]) {
      const wait = step()
      if (wait !== false) return wait === true ? undefined : wait
    }
    return undefined
  }

  /** The numbers of the pods, from the first to before the end: more than could be listed, if somebody asks for that. */
  get #ordinals(): {first: number; end: number} {
    const {replicas = 1, ordinals: {start: first = 0} = {}} = this.#set.spec
    return {first, end: first + replicas}
  }

  #isHealthy(pod: Pod | undefined): boolean {
    const {minReadySeconds = 0} = this.#set.spec
    return pod !== undefined && !isEnding(pod) && untilAvailable(pod, minReadySeconds, this.#plane.clock) === 0
  }

  #fill(): Wait {
    const {first, end} = this.#ordinals
    let made = 0
    for (let ordinal = first; ordinal < end; ordinal++) {
      const pod = this.#pods.get(ordinal)
      if (pod && isFinished(pod) && !isEnding(pod)) {
        this.#endFinished(pod)
        return true
      }
      if (!pod) {
        if (!this.#create(ordinal)) return RETRY
        if (this.#isOrdered) return true
        made += 1
        if (made === BURST) return 0
      } else if (!this.#createClaims(ordinal)) return RETRY
      else if (this.#isOrdered && !this.#isHealthy(pod)) return true
    }
    return false
  }

  #shrink(): Wait {
    const {first, end} = this.#ordinals
    const excess = [...this.#pods].filter(([ordinal]) => ordinal < first || ordinal >= end)
    excess.sort(([a], [b]) => b - a)
    for (const [ordinal, pod] of excess) {
      if (!isEnding(pod)) {
        letClaimsGo(this.#plane, this.#set, pod, ordinal)
        this.#end(pod)
      }
      if (this.#isOrdered) return true
    }
    return false
  }

  #replace(): Wait {
    const {type, rollingUpdate = {}} = this.#set.spec.updateStrategy ?? {}
    if (type === 'OnDelete') return false
    const {partition = 0, maxUnavailable = 1} = rollingUpdate
    const {first, end} = this.#ordinals
    const most = Math.max(1, podsOf(maxUnavailable, end - first, Math.ceil))
    let unavailable = 0
    for (let ordinal = end - 1; ordinal >= first; ordinal--) {
      if (ordinal < partition) return false
      const pod = this.#pods.get(ordinal)
      const isOld = pod !== undefined && pod.metadata.labels?.[REVISION_NAME] !== this.#update.name
      if (pod && isOld && !isEnding(pod)) this.#end(pod)
      if (isOld || !this.#isHealthy(pod)) unavailable += 1
      if (unavailable >= most) return true
    }
    return false
  }

  /** Pods below the partition come back as they were. */
  #revisionFor(ordinal: number): NamedTemplate {
    const {type, rollingUpdate} = this.#set.spec.updateStrategy ?? {}
    return type === 'RollingUpdate' && ordinal < (rollingUpdate?.partition ?? 0) ? this.#current : this.#update
  }

  /** @returns whether it was made */
  #create(ordinal: number): boolean {
    const {name} = this.#set.metadata
    const pod = podName(this.#set, ordinal)
    if (!this.#createClaims(ordinal)) return false
    try {
      const wanted = statefulPod(this.#set, ordinal, this.#revisionFor(ordinal))
      this.#plane.registry.create(podResource, wanted, {fieldManager: 'kube-controller-manager'})
      this.#say('Normal', 'SuccessfulCreate', `create Pod ${pod} in StatefulSet ${name} successful`)
      return true
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      this.#say('Warning', 'FailedCreate', `create Pod ${pod} in StatefulSet ${name} failed error: ${error.message}`)
      return false
    }
  }

  /** @returns whether all are there */
  #createClaims(ordinal: number): boolean {
    for (const claim of missingClaims(this.#plane, this.#set, ordinal)) {
      const what = `create Claim ${claim.metadata.name} Pod ${podName(this.#set, ordinal)} in StatefulSet ${this.#set.metadata.name}`
      try {
        this.#plane.registry.create(claimResource, claim, {fieldManager: 'kube-controller-manager'})
        this.#say('Normal', 'SuccessfulCreate', `${what} success`)
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        this.#say('Warning', 'FailedCreate', `${what} failed error: ${error.message}`)
        return false
      }
    }
    return true
  }

  #end(pod: Pod): void {
    remove(this.#plane, podResource, pod)
    const {name} = this.#set.metadata
    this.#say('Normal', 'SuccessfulDelete', `delete Pod ${pod.metadata.name} in StatefulSet ${name} successful`)
  }

  #endFinished(pod: Pod): void {
    const {namespace, name} = this.#set.metadata
    const isFailed = pod.status.phase === 'Failed'
    const what = isFailed ? 'failed' : 'terminated'
    const message = `StatefulSet ${namespace}/${name} is recreating ${what} Pod ${pod.metadata.name}`
    this.#say(isFailed ? 'Warning' : 'Normal', isFailed ? 'RecreatingFailedPod' : 'RecreatingTerminatedPod', message)
    this.#end(pod)
  }

  #say(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#plane.events.emit(this.#set, {type, reason, message, component: COMPONENT})
  }
}
