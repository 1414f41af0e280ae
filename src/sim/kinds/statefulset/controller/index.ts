import {claim} from '../../../controllers/claim.ts'
import {type ControlPlane, changeStatus, find} from '../../../controllers/control-plane.ts'
import {partsOf} from '../../../controllers/draft.ts'
import type {Controller} from '../../../controllers/loop.ts'
import {matchesSelector} from '../../../controllers/selector.ts'
import {affectedByRevision, History} from '../../controllerrevision/history.ts'
import type {ControllerRevision} from '../../controllerrevision/types.ts'
import {podResource} from '../../pod/resource.ts'
import type {Pod} from '../../pod/types.ts'
import {affectedOwners, batchOf} from '../../replicaset/replicas.ts'
import {statefulSetResource} from '../resource.ts'
import type {StatefulSet} from '../types.ts'
import {ordinalOf, REVISION_NAME} from './pod.ts'
import {statusOf} from './status.ts'
import {COMPONENT, type NamedTemplate, Turn} from './turn.ts'

/** The label of a revision that has the hash of its template; a pod has the revision's whole name. */
const HASH = 'controller.kubernetes.io/hash'

/**
 * A StatefulSet runs pods that have a number each, and with it a name, a hostname and claims that outlive them. The loop
 * compares the numbers with the pods that are there.
 */
export const statefulSetController = (plane: ControlPlane): Controller => {
  const history = new History(plane, HASH)
  const selectorOf = (set: unknown) => (set as StatefulSet).spec.selector
  return {
    name: COMPONENT,
    batch: key => batchOf(plane, statefulSetResource, key),
    *affected(change) {
      yield* affectedOwners(plane, statefulSetResource, selectorOf, change)
      yield* affectedByRevision(statefulSetResource, change)
    },
    reconcile: key => {
      const set = find<StatefulSet>(plane, statefulSetResource, ...partsOf(key))
      return set && set.metadata.deletionTimestamp === undefined ? reconcile(plane, history, set) : undefined
    },
    stop: () => history.stop(),
  }
}

const named = ({metadata, data}: ControllerRevision, fallback: StatefulSet): NamedTemplate => ({
  name: metadata.name,
  template: data?.spec?.template ?? fallback.spec.template,
})

const reconcile = (plane: ControlPlane, history: History, set: StatefulSet): number | undefined => {
  const revisions = history.sync(set)
  const update = revisions.newest
  const current = revisions.all.find(({metadata}) => metadata.name === set.status?.currentRevision) ?? update
  const look = (): Pod[] =>
    claim(
      plane,
      set,
      podResource,
      plane.podsByOwner,
      (labels, {metadata}) => matchesSelector(set.spec.selector, labels) && ordinalOf(set, metadata.name) !== undefined,
    )
  const turn = new Turn(plane, set, look(), {current: named(current, set), update: named(update, set)})
  const again = turn.take()
  const pods = look()
  const names = {current: current.metadata.name, update: update.metadata.name}
  const [status, available] = statusOf(set, pods, names, revisions.collisions, plane.clock)
  const used = pods.map(({metadata}) => metadata.labels?.[REVISION_NAME] ?? '')
  history.clean(set, revisions, new Set([names.current, names.update, ...used]))
  changeStatus<StatefulSet>(plane, statefulSetResource, set, latest => ({...latest, status}))
  return again ?? available
}
