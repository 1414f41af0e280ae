// The disruption controller: pkg/controller/disruption.
import type {KubeObject} from '../../api/object.ts'
import type {ResourceType} from '../../api/resource.ts'
import {since, timestamp} from '../../clock.ts'
import {type ControlPlane, changeStatus, find} from '../../controllers/control-plane.ts'
import {controllerOf, partsOf, pathOf} from '../../controllers/draft.ts'
import {podsOf} from '../../controllers/int-or-percent.ts'
import type {Controller} from '../../controllers/loop.ts'
import {isReady} from '../../controllers/pod-state.ts'
import {matchesSelector} from '../../controllers/selector.ts'
import {deploymentResource} from '../deployment/resource.ts'
import {podResource} from '../pod/resource.ts'
import type {Pod} from '../pod/types.ts'
import {replicaSetResource} from '../replicaset/resource.ts'
import {replicationControllerResource} from '../replicationcontroller/resource.ts'
import {statefulSetResource} from '../statefulset/resource.ts'
import {budgetResource} from './resource.ts'
import {withCounts} from './status.ts'
import type {Budget} from './types.ts'

/** What has a scale, from which pods are expected. */
const SCALED: readonly ResourceType[] = [
  deploymentResource,
  replicaSetResource,
  replicationControllerResource,
  statefulSetResource,
]

/** How long the deletion of a pod may take to begin once its eviction was granted, in ms: DeletionTimeout. */
const DELETION_MS = 2 * 60 * 1000

/** A look counts all pods of a namespace: the more there are, the longer it waits for more news. */
const BATCH = 5
const PODS_PER_MILLISECOND = 50

interface Scaled extends KubeObject {
  spec: {replicas?: number}
}

export const disruptionController = (plane: ControlPlane): Controller => {
  const {store} = plane

  /** The object that says how many pods there are to be: the last one on the way up. @throws Error */
  const scaleOf = (object: KubeObject): Scaled | undefined => {
    const reference = controllerOf(object)
    if (!reference) return undefined
    const type = SCALED.find(({kind}) => kind === reference.kind)
    if (!type) throw new Error(`${reference.kind}.${reference.apiVersion} does not implement the scale subresource`)
    const owner = store.get(type, object.metadata.namespace ?? '', reference.name) as Scaled | undefined
    return owner && (controllerOf(owner) ? scaleOf(owner) : owner)
  }

  /** How many pods those that have these are to have; pods of nobody do not count. @throws Error */
  const expected = (pods: readonly Pod[]): number => {
    const owners = new Map(pods.flatMap(pod => scaleOf(pod) ?? []).map(owner => [owner.metadata.uid, owner]))
    return [...owners.values()].reduce((sum, {spec}) => sum + (spec.replicas ?? 1), 0)
  }

  /** @returns how many pods are expected, and how many of them are to be healthy. @throws Error */
  const wanted = ({spec = {}}: Budget, pods: readonly Pod[]): [expected: number, healthy: number] => {
    const {maxUnavailable, minAvailable} = spec
    if (maxUnavailable !== undefined) {
      const count = expected(pods)
      return [count, Math.max(0, count - podsOf(maxUnavailable, count, Math.ceil))]
    }
    if (typeof minAvailable === 'number') return [pods.length, minAvailable]
    const count = minAvailable === undefined ? 0 : expected(pods)
    return [count, podsOf(minAvailable ?? 0, count, Math.ceil)]
  }

  const said = (object: Budget | Pod, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    plane.events.emit(object, {type, reason, message, component: 'controllermanager'})

  /** The pods whose eviction was granted and not begun, with the time that is left for that, in ms. */
  const evicted = ({metadata, status}: Budget, pods: readonly Pod[]): Map<Pod, number> => {
    const granted = new Map(Object.entries(status?.disruptedPods ?? {}))
    const waiting = pods.filter(pod => granted.has(pod.metadata.name) && pod.metadata.deletionTimestamp === undefined)
    const left = waiting.map(pod => [pod, DELETION_MS - since(plane.clock, granted.get(pod.metadata.name))] as const)
    const why = `Pod was expected by PDB ${metadata.namespace}/${metadata.name} to be deleted but it wasn't`
    for (const [pod, ms] of left) if (ms < 0) said(pod, 'Warning', 'NotDeleted', why)
    return new Map(left.filter(([, ms]) => ms >= 0))
  }

  const counted = (budget: Budget, pods: readonly Pod[], going: ReadonlyMap<Pod, number>, now: string): Budget => {
    const staying = pods.filter(pod => pod.metadata.deletionTimestamp === undefined && !going.has(pod))
    const currentHealthy = staying.filter(isReady).length
    const granted = [...going.keys()].map(({metadata: {name}}) => [name, budget.status?.disruptedPods?.[name] ?? now])
    const disrupted = granted.length > 0 ? {disruptedPods: Object.fromEntries(granted)} : {}
    try {
      const [expectedPods, desiredHealthy] = wanted(budget, pods)
      const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0
      return withCounts(budget, {currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed, ...disrupted}, now)
    } catch (error) {
      const {desiredHealthy = 0, expectedPods = 0} = budget.status ?? {}
      const why = (error as Error).message
      const counts = {currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed: 0, ...disrupted}
      return withCounts(budget, counts, now, why)
    }
  }

  return {
    name: 'disruption-controller',
    batch: key => BATCH + plane.podsByNamespace.count(partsOf(key)[0]) / PODS_PER_MILLISECOND,
    *affected({resource, object, previous}) {
      if (resource === budgetResource) yield pathOf(object)
      if (resource !== podResource || store.count(budgetResource) === 0) return
      for (const budget of store.list(budgetResource, object.metadata.namespace) as Budget[])
        if ([object, previous].some(pod => pod && matchesSelector(budget.spec?.selector, pod.metadata.labels)))
          yield pathOf(budget)
    },
    reconcile: key => {
      const budget = find<Budget>(plane, budgetResource, ...partsOf(key))
      if (!budget) return undefined
      const pods = plane.podsByNamespace
        .get(budget.metadata.namespace ?? '')
        .filter(({metadata}) => matchesSelector(budget.spec?.selector, metadata.labels))
      if (pods.length === 0 && budget.status?.observedGeneration === undefined)
        said(budget, 'Normal', 'NoPods', 'No matching pods found')
      const going = evicted(budget, pods)
      const next = changeStatus<Budget>(plane, budgetResource, budget, current =>
        counted(current, pods, going, timestamp(plane.clock.now())),
      )
      const failed = next.status?.conditions?.find(({reason}) => reason === 'SyncFailed')
      if (failed) {
        const why = `Failed to calculate the number of expected pods: ${failed.message}`
        said(budget, 'Warning', 'CalculateExpectedPodCountFailed', why)
      }
      return going.size > 0 ? Math.min(...going.values()) + 1 : undefined
    },
  }
}
