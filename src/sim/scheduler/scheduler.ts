import {timestamp} from '../clock.ts'
import {withCondition} from '../controllers/conditions.ts'
import {type ControlPlane, change, changeStatus, find} from '../controllers/control-plane.ts'
import {partsOf, pathOf} from '../controllers/draft.ts'
import type {Controller} from '../controllers/loop.ts'
import {isFinished} from '../controllers/pod-state.ts'
import {nodeResource} from '../kinds/node/resource.ts'
import {volumeResource} from '../kinds/persistentvolume/resource.ts'
import {claimResource} from '../kinds/persistentvolumeclaim/resource.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {Pod} from '../kinds/pod/types.ts'
import {storageClassResource} from '../kinds/storageclass/resource.ts'
import type {Change} from '../store/store.ts'
import {type Candidate, type Refusal, refusalOf} from './filters.ts'
import {NodeInfos} from './node-info.ts'
import {podRequests} from './resources.ts'
import {best} from './score.ts'
import {whyUnschedulable, whyUntried} from './unschedulable.ts'
import {claimNames, type PodVolumes, selectNode, volumesOf} from './volumes.ts'

const NAME = 'default-scheduler'

/**
 * A pod that fits nowhere is tried again when something changes, but not sooner than after so many milliseconds, twice
 * as many after each try; and without any change after twice as many each time up to five minutes, which is how long a
 * real scheduler leaves it alone.
 */
const SHORTEST = 1000
const LONGEST = 10_000
const UNCHANGED = 300_000

/** How many nodes that fit are enough to choose from, as in kube-scheduler for large clusters. */
const ENOUGH = 100

interface Attempts {
  count: number
  last: number
  /** Whether a pod that comes somewhere could be what it waits for. */
  wantsCompany: boolean
}

/**
 * The scheduler binds each new pod to a node. The loop looks at one pod without a node: filters leave the nodes that can
 * take it, a score chooses among them. What fits nowhere waits, says why, and is tried again when a node or the pods on
 * it change.
 */
export const scheduler = (plane: ControlPlane): Controller & {stop: () => void} => {
  const nodes = new NodeInfos(plane.store)
  const waiting = new Map<string, Attempts>()

  /** Where to begin to look for nodes, so that in a large cluster all have their turn. */
  let first = 0

  const choose = (pod: Pod, volumes: PodVolumes): {feasible: Candidate[]; refusals: Refusal[]} => {
    const all = nodes.all()
    const requests = podRequests(pod.spec)
    const [feasible, refusals] = [[] as Candidate[], [] as Refusal[]]
    let looked = 0
    for (; looked < all.length && feasible.length < ENOUGH; looked++) {
      const info = all[(first + looked) % all.length]
      if (!info) break
      const candidate = {pod, requests, info, volumes, all}
      const refusal = refusalOf(candidate)
      if (refusal) refusals.push(refusal)
      else feasible.push(candidate)
    }
    // In a small cluster the order stays, and with it the choice among equals.
    first = looked < all.length ? (first + looked) % all.length : 0
    return {feasible, refusals}
  }

  const bind = (pod: Pod, node: string): void => {
    const conditions = withCondition(
      pod.status.conditions,
      {type: 'PodScheduled', status: 'True', lastProbeTime: null},
      timestamp(plane.clock.now()),
    )
    change<Pod>(
      plane,
      podResource,
      pod,
      current => ({...current, spec: {...current.spec, nodeName: node}, status: {...current.status, conditions}}),
      {subresource: 'binding', fieldManager: 'kube-scheduler'},
    )
    const {namespace, name} = pod.metadata
    plane.events.emit(pod, {
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${node}`,
      component: NAME,
      action: 'Binding',
    })
  }

  const refuse = (pod: Pod, message: string): void => {
    const now = plane.clock.now()
    const key = pathOf(pod)
    const wantsCompany = pod.spec.affinity?.podAffinity !== undefined
    waiting.set(key, {count: (waiting.get(key)?.count ?? 0) + 1, last: plane.clock.time(), wantsCompany})
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastProbeTime: null,
    } as const
    changeStatus<Pod>(
      plane,
      podResource,
      pod,
      ({status, ...rest}) => {
        const conditions = withCondition(status.conditions, condition, timestamp(now))
        return {...rest, status: {...status, conditions}} as Pod
      },
      'kube-scheduler',
    )
    plane.events.emit(pod, {
      type: 'Warning',
      reason: 'FailedScheduling',
      message,
      component: NAME,
      action: 'Scheduling',
    })
  }

  return {
    name: NAME,
    affected: change => affected(plane, waiting, change),
    reconcile: key => {
      const pod = find<Pod>(plane, podResource, ...partsOf(key))
      if (!pod || !isWaiting(pod)) {
        waiting.delete(key)
        return undefined
      }
      const attempts = waiting.get(key)
      const early = attempts ? untilNext(attempts, plane.clock.time()) : 0
      if (early > 0) return early
      const volumes = volumesOf(plane, pod)
      const {feasible, refusals} = typeof volumes === 'string' ? NOWHERE : choose(pod, volumes)
      const chosen = best(feasible)
      if (chosen) {
        waiting.delete(key)
        const node = chosen.info.node.metadata.name
        if (chosen.volumes.delayed.length > 0) selectNode(plane, chosen.volumes, node)
        else bind(pod, node)
        return undefined
      }
      const count = nodes.all().length
      refuse(pod, typeof volumes === 'string' && count > 0 ? whyUntried(volumes, count) : whyUnschedulable(refusals))
      return Math.min(SHORTEST * 2 ** (attempts?.count ?? 0), UNCHANGED)
    },
    stop: () => nodes.stop(),
  }
}

const NOWHERE: {feasible: Candidate[]; refusals: Refusal[]} = {feasible: [], refusals: []}

const untilNext = ({count, last}: Attempts, now: number): number =>
  last + Math.min(SHORTEST * 2 ** (count - 1), LONGEST) - now

const isWaiting = ({spec, metadata}: Pod): boolean =>
  !spec.nodeName && metadata.deletionTimestamp === undefined && (spec.schedulerName ?? NAME) === NAME

/** A pod that waits; and all that wait, when there may be room now. */
function* affected(plane: ControlPlane, waiting: ReadonlyMap<string, Attempts>, change: Change): Iterable<string> {
  const {type, resource, object, previous} = change
  if (resource === podResource) {
    const pod = object as Pod
    if (type === 'ADDED' && isWaiting(pod)) yield pathOf(pod)
    if (type === 'DELETED' && waiting.has(pathOf(pod))) yield pathOf(pod)
    // Labels, tolerations and scheduling gates may change; the condition that the scheduler writes itself is no reason to look.
    if (type === 'MODIFIED' && isWaiting(pod) && pod.spec !== (previous as Pod).spec) yield pathOf(pod)
    const ended = isFinished(pod) && previous !== undefined && !isFinished(previous as Pod)
    if (pod.spec.nodeName && (type === 'DELETED' || ended)) yield* waiting.keys()
    if (type === 'MODIFIED' && pod.spec.nodeName !== (previous as Pod).spec.nodeName)
      for (const [key, {wantsCompany}] of waiting) if (wantsCompany) yield key
  }
  if (resource === nodeResource && changesRoom(change)) yield* waiting.keys()
  if (resource === volumeResource || resource === storageClassResource) yield* waiting.keys()
  if (resource === claimResource)
    for (const pod of plane.podsByNamespace.get(object.metadata.namespace ?? ''))
      if (isWaiting(pod) && claimNames(pod).includes(object.metadata.name)) yield pathOf(pod)
}

/** Heartbeats are not worth a try. */
const changesRoom = ({type, object, previous}: Change): boolean => {
  if (type !== 'MODIFIED' || !previous) return type === 'ADDED'
  const seen = ({metadata, spec, status}: typeof object): string =>
    JSON.stringify([metadata.labels, spec, (status as {allocatable?: unknown}).allocatable])
  return seen(object) !== seen(previous)
}
