import {StatusError} from '../../../api/status.ts'
import {claim} from '../../../controllers/claim.ts'
import {type ControlPlane, changeStatus, find, remove} from '../../../controllers/control-plane.ts'
import {partsOf, pathOf} from '../../../controllers/draft.ts'
import type {Controller} from '../../../controllers/loop.ts'
import {matchesSelector} from '../../../controllers/selector.ts'
import type {Change} from '../../../store/store.ts'
import {affectedByRevision, History} from '../../controllerrevision/history.ts'
import {nodeResource} from '../../node/resource.ts'
import type {Node} from '../../node/types.ts'
import {podResource} from '../../pod/resource.ts'
import type {Pod} from '../../pod/types.ts'
import {affectedOwners, batchOf} from '../../replicaset/replicas.ts'
import {daemonSetResource} from '../resource.ts'
import type {DaemonSet} from '../types.ts'
import {nextAt, placesOf} from './places.ts'
import {daemonPod, REVISION_HASH} from './pod.ts'
import {nextStep, surges} from './rolling-update.ts'
import {statusOf} from './status.ts'

const COMPONENT = 'daemonset-controller'

/** Milliseconds until a refused pod is asked for again. */
const RETRY = 1000

/**
 * A DaemonSet runs one pod on every node that its template fits. The loop compares the nodes with the pods that are there
 * or on their way, then replaces pods of an older template node by node.
 */
export const daemonSetController = (plane: ControlPlane): Controller => {
  const history = new History(plane, REVISION_HASH)
  return {
    name: COMPONENT,
    batch: key => batchOf(plane, daemonSetResource, key),
    affected: change => affected(plane, change),
    reconcile: key => {
      const set = find<DaemonSet>(plane, daemonSetResource, ...partsOf(key))
      return set && set.metadata.deletionTimestamp === undefined ? reconcile(plane, history, set) : undefined
    },
    stop: () => history.stop(),
  }
}

function* affected(plane: ControlPlane, change: Change): Iterable<string> {
  const {resource, object, previous} = change
  yield* affectedOwners(plane, daemonSetResource, owner => (owner as DaemonSet).spec.selector, change)
  yield* affectedByRevision(daemonSetResource, change)
  // The status of a node alone is no reason: what is wrong with it comes as a taint.
  const isNewPlace =
    change.type !== 'MODIFIED' ||
    (object as Node).spec !== (previous as Node).spec ||
    object.metadata.labels !== previous?.metadata.labels
  if (resource === nodeResource && isNewPlace) for (const set of plane.store.list(daemonSetResource)) yield pathOf(set)
}

const reconcile = (plane: ControlPlane, history: History, set: DaemonSet): number | undefined => {
  const {clock} = plane
  const {selector} = set.spec
  const revisions = history.sync(set)
  const hash = revisions.newest.metadata.labels?.[REVISION_HASH] ?? ''
  const isUpdated = ({metadata}: Pod): boolean => metadata.labels?.[REVISION_HASH] === hash
  const look = () => {
    const pods = claim(plane, set, podResource, plane.podsByOwner, labels => matchesSelector(selector, labels))
    return {pods, ...placesOf(set, plane.store.list(nodeResource) as Node[], pods.toSorted(byAge))}
  }

  const {places, stray} = look()
  const tasks = places.map(place => ({node: place.node, ...nextAt(place, isUpdated, surges(set))}))
  for (const {node, over} of tasks) for (const pod of over) endFinished(plane, set, pod, node)
  for (const pod of [...stray, ...tasks.flatMap(({excess}) => excess)]) end(plane, set, pod)
  const missing = tasks.filter(({needsPod}) => needsPod).map(({node}) => node)
  const isRefused = create(plane, set, hash, missing)

  const isRolling = set.spec.updateStrategy?.type !== 'OnDelete'
  const step = isRolling ? nextStep(set, look().places, isUpdated, clock) : {end: [], begin: []}
  for (const pod of step.end) end(plane, set, pod)
  const isSurgeRefused = create(plane, set, hash, step.begin)

  const after = look()
  history.clean(set, revisions, namesInUse(set, revisions.newest.metadata.name, after.pods))
  const [status, again] = statusOf(set, after.places, isUpdated, revisions.collisions, clock)
  changeStatus<DaemonSet>(plane, daemonSetResource, set, current => ({...current, status}))
  return isRefused || isSurgeRefused ? RETRY : again
}

const byAge = (a: Pod, b: Pod): number =>
  Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp)

/** The revisions that are current or still have pods. */
const namesInUse = ({metadata}: DaemonSet, newest: string, pods: readonly Pod[]): Set<string> =>
  new Set([newest, ...pods.map(pod => `${metadata.name}-${pod.metadata.labels?.[REVISION_HASH]}`)])

const say = (plane: ControlPlane, set: DaemonSet, type: 'Normal' | 'Warning', reason: string, message: string): void =>
  plane.events.emit(set, {type, reason, message, component: COMPONENT})

/** @returns whether a pod was refused */
const create = (plane: ControlPlane, set: DaemonSet, hash: string, nodes: readonly string[]): boolean => {
  for (const node of nodes)
    try {
      const options = {fieldManager: 'kube-controller-manager'}
      const pod = plane.registry.create(podResource, daemonPod(set, hash, node), options)
      say(plane, set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      say(plane, set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
      return true
    }
  return false
}

const end = (plane: ControlPlane, set: DaemonSet, pod: Pod): void => {
  remove(plane, podResource, pod)
  say(plane, set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
}

const endFinished = (plane: ControlPlane, set: DaemonSet, pod: Pod, node: string): void => {
  const failed = pod.status.phase === 'Failed'
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`
  const what = failed ? 'failed' : 'succeeded'
  const message = `Found ${what} daemon pod ${name} on node ${node}, will try to ${failed ? 'kill' : 'delete'} it`
  say(plane, set, failed ? 'Warning' : 'Normal', failed ? 'FailedDaemonPod' : 'SucceededDaemonPod', message)
  end(plane, set, pod)
}
