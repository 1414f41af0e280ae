import type {KubeObject, LabelSelector} from '../../api/object.ts'
import type {ResourceType} from '../../api/resource.ts'
import {StatusError} from '../../api/status.ts'
import {type Clock, timestamp} from '../../clock.ts'
import {claim} from '../../controllers/claim.ts'
import {withCondition} from '../../controllers/conditions.ts'
import {type ControlPlane, changeStatus, find, remove} from '../../controllers/control-plane.ts'
import {controlledBy, controllerOf, draft, partsOf, pathOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {isActive, isReady, untilAvailable} from '../../controllers/pod-state.ts'
import {matchesLabels, matchesSelector} from '../../controllers/selector.ts'
import type {Change} from '../../store/store.ts'
import {podResource} from '../pod/resource.ts'
import type {Pod, PodTemplate} from '../pod/types.ts'
import {inDeletionOrder} from './deletion-order.ts'
import type {ReplicaSetStatus} from './types.ts'

/** How many pods are created or deleted at most in one reconcile, as by kube-controller-manager. */
export const BURST = 500

/**
 * The news of many pods become one look. A look counts all pods of the owner, so the more there are, the longer it waits:
 * 5 ms, and 200 ms more for 10,000 pods.
 */
const BATCH = 5
const PODS_PER_MILLISECOND = 50

/** Milliseconds until a refused pod is asked for again: what refuses it says nothing when it no longer does. */
const RETRY = 1000

/** A ReplicaSet or a ReplicationController. */
interface Replicated extends KubeObject {
  spec: {replicas?: number; minReadySeconds?: number; template: PodTemplate}
  status?: ReplicaSetStatus
}

/** In what the two kinds differ. */
export interface ReplicatedKind {
  controller: string
  resource: ResourceType
  selector: (owner: KubeObject) => LabelSelector
}

/**
 * Keeps a number of equal pods alive. The loop compares `spec.replicas` with the pods that are there, and makes or ends
 * pods; it never looks into them, so a pod of an older template is as good as any.
 */
export const replicas = (plane: ControlPlane, {controller, resource, selector}: ReplicatedKind): Controller => {
  /** By key: when creating was last refused, and why. */
  const refused = new Map<string, {at: number; why: string}>()

  const said = (owner: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    plane.events.emit(owner, {type, reason, message, component: controller})

  const create = (owner: Replicated, count: number): string | undefined => {
    for (let made = 0; made < Math.min(count, BURST); made++)
      try {
        const pod = plane.registry.create(podResource, podOf(owner), {fieldManager: 'kube-controller-manager'})
        said(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        said(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
        return error.message
      }
    return undefined
  }

  const end = (owner: Replicated, pods: readonly Pod[]): void => {
    for (const pod of pods.slice(0, BURST)) {
      remove(plane, podResource, pod)
      said(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
    }
  }

  const reconcile = (key: string): number | undefined => {
    const owner = find<Replicated>(plane, resource, ...partsOf(key))
    if (!owner) {
      refused.delete(key)
      return undefined
    }
    const wanted = selector(owner)
    const mine = claim(plane, owner, podResource, plane.podsByOwner, labels => matchesSelector(wanted, labels))
    const pods = mine.filter(isActive)
    const excess = pods.length - (owner.spec.replicas ?? 1)
    const {deletionTimestamp} = owner.metadata
    const {clock} = plane
    let failure: string | undefined
    if (deletionTimestamp === undefined && excess > 0) end(owner, inDeletionOrder(pods).slice(0, excess))
    if (deletionTimestamp === undefined && excess < 0) {
      const last = refused.get(key)
      const isEarly = last !== undefined && clock.time() < last.at + RETRY
      failure = isEarly ? last.why : create(owner, -excess)
      if (failure !== undefined && !isEarly) refused.set(key, {at: clock.time(), why: failure})
    }
    if (failure === undefined) refused.delete(key)
    const [status, again] = statusOf(owner, pods, failure, clock)
    changeStatus<Replicated>(plane, resource, owner, current => ({...current, status}))
    return failure === undefined ? again : RETRY
  }

  return {
    name: controller,
    batch: key => batchOf(plane, resource, key),
    affected: change => affectedOwners(plane, resource, selector, change),
    reconcile,
  }
}

/** How many milliseconds an owner of pods waits for more news of them. */
export const batchOf = (plane: ControlPlane, resource: ResourceType, key: string): number => {
  const owner = plane.store.get(resource, ...partsOf(key))
  return BATCH + (owner ? plane.podsByOwner.count(owner.metadata.uid) / PODS_PER_MILLISECOND : 0)
}

/** The object itself, and the owners of a pod: the one it has, the one it had, and for an orphan those that may adopt it. */
export function* affectedOwners(
  {store}: ControlPlane,
  resource: ResourceType,
  selector: (owner: KubeObject) => LabelSelector | undefined,
  {resource: changed, object, previous}: Change,
): Iterable<string> {
  if (changed === resource) yield pathOf(object)
  if (changed !== podResource) return
  for (const pod of previous ? [object, previous] : [object]) {
    const owner = controllerOf(pod)
    if (owner?.kind === resource.kind) yield `${pod.metadata.namespace}/${owner.name}`
    if (!owner)
      for (const candidate of store.list(resource, pod.metadata.namespace))
        if (matchesSelector(selector(candidate), pod.metadata.labels)) yield pathOf(candidate)
  }
}

const podOf = (owner: Replicated): KubeObject => {
  const {metadata, spec} = owner.spec.template
  return draft({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace ?? '',
      ...(metadata?.labels && {labels: metadata.labels}),
      ...(metadata?.annotations && {annotations: metadata.annotations}),
      ownerReferences: [controlledBy(owner)],
    },
    spec,
  })
}

/** @returns the status, and milliseconds until a pod has been ready for long enough */
const statusOf = (
  owner: Replicated,
  pods: readonly Pod[],
  failure: string | undefined,
  clock: Clock,
): [ReplicaSetStatus, number | undefined] => {
  const {minReadySeconds = 0, template} = owner.spec
  const waits = pods.flatMap(pod => untilAvailable(pod, minReadySeconds, clock) ?? [])
  const next = Math.min(...waits.filter(wait => wait > 0))
  const counts = {
    fullyLabeledReplicas: pods.filter(pod => matchesLabels(template.metadata?.labels ?? {}, pod.metadata.labels))
      .length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: waits.filter(wait => wait === 0).length,
  }
  const others = (owner.status?.conditions ?? []).filter(({type}) => type !== 'ReplicaFailure')
  const condition = {type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: failure ?? ''} as const
  const conditions =
    failure === undefined ? others : withCondition(owner.status?.conditions, condition, timestamp(clock.now()))
  const status: ReplicaSetStatus = {
    replicas: pods.length,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    observedGeneration: owner.metadata.generation ?? 1,
    ...(conditions.length > 0 && {conditions}),
  }
  return [status, Number.isFinite(next) ? next : undefined]
}
