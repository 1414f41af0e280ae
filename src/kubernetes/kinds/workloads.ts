import {formatSelector} from '../selectors.ts'
import type {KubeObject, LabelSelector, Pod} from '../types.ts'
import {isA, listName, workloadOf} from './index.ts'
import type {PodMakers, Progress} from './kind.ts'
import {pod} from './pod.ts'

/** How objects that run pods hang together with what they own. */

export const isOwned = ({metadata}: KubeObject): boolean => (metadata.ownerReferences ?? []).length > 0

const isOwnedBy = ({metadata}: KubeObject, owner: KubeObject | undefined): boolean =>
  owner !== undefined && (metadata.ownerReferences ?? []).some(({uid}) => uid === owner.metadata.uid)

export const childrenOf = (owner: KubeObject, objects: readonly KubeObject[]): KubeObject[] =>
  objects.filter(object => isOwnedBy(object, owner))

/** Finds an object with all that it owns among many, at a cost that does not grow with their number. */
export const ownersAmong = (objects: readonly KubeObject[]): ((owner: KubeObject) => KubeObject[]) => {
  const byOwner = new Map<string, KubeObject[]>()
  for (const object of objects)
    for (const {uid} of object.metadata.ownerReferences ?? []) {
      const others = byOwner.get(uid)
      if (others) others.push(object)
      else byOwner.set(uid, [object])
    }
  return owner => {
    // A set takes in what is added to it while it is gone through.
    const found = new Set([owner])
    for (const {metadata} of found) for (const child of byOwner.get(metadata.uid ?? '') ?? []) found.add(child)
    return [...found]
  }
}

/** The objects that make the pods of another one for it; undefined where it makes them itself. */
export const podMakersOf = (app: KubeObject): PodMakers | undefined => {
  const makers = workloadOf(app)?.makers
  return typeof makers === 'object' ? makers : undefined
}

/** Those of its makers that are among `objects`. */
export const makersAmong = (app: KubeObject, objects: readonly KubeObject[]): KubeObject[] => {
  const makers = podMakersOf(app)
  return makers ? childrenOf(app, objects).filter(isA(makers.kind)) : []
}

/** Who makes an app's pods now; undefined for a pod, and where the maker is not there yet. */
export const makerOf = (app: KubeObject, objects: readonly KubeObject[]): KubeObject | undefined => {
  const makers = podMakersOf(app)
  if (makers) return makers.current(makersAmong(app, objects))
  return workloadOf(app)?.makers === 'is-pod' ? undefined : app
}

/** An app's own pods, those of a deployment's newest version; pods that are being deleted are left out. */
export const podsOf = (app: KubeObject, objects: readonly KubeObject[]): Pod[] => {
  const maker = makerOf(app, objects)
  return objects
    .filter(isA(pod))
    .filter(one => !one.metadata.deletionTimestamp)
    .filter(one => one.metadata.uid === app.metadata.uid || isOwnedBy(one, maker))
}

/** The pods of an app's earlier versions, where other objects make its pods; those that are being deleted are left out. */
export const earlierPodsOf = (app: KubeObject, objects: readonly KubeObject[]): Pod[] => {
  const makers = makersAmong(app, objects)
  const current = makerOf(app, objects)
  const earlier = makers.filter(maker => maker !== current)
  return objects
    .filter(isA(pod))
    .filter(one => !one.metadata.deletionTimestamp && earlier.some(maker => isOwnedBy(one, maker)))
}

/** How far an app has come; undefined for an object that runs no pods. @param objects among which its makers are */
export const progressOf = (app: KubeObject, objects: readonly KubeObject[] = []): Progress | undefined =>
  workloadOf(app)?.progress(app, makersAmong(app, objects))

/** `2/3 ready`, `1/1 completed`, `suspended`. */
export const progressText = (app: KubeObject, {text, ready, desired}: Progress): string =>
  text ?? `${ready}/${desired} ${workloadOf(app)?.doneWord ?? 'ready'}`

/** What must be listed beside apps to know how they do: `['replicasets.apps', 'pods']`; nothing for pods alone. */
export const partsToList = (apps: readonly KubeObject[]): string[] => {
  const makers = apps.map(app => workloadOf(app)?.makers).filter(one => one !== undefined && one !== 'is-pod')
  if (makers.length === 0) return []
  const between = makers.flatMap(one => (typeof one === 'object' ? [listName(one.kind)] : []))
  return [...new Set([...between, listName(pod)])]
}

const hasTerms = ({matchLabels, matchExpressions}: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length > 0 || (matchExpressions ?? []).length > 0

/** A selector as kubectl's `-l` takes it; undefined where there is none, or an empty one. */
export const selectorText = (selector: LabelSelector | undefined): string | undefined =>
  selector && hasTerms(selector) ? formatSelector(selector) : undefined
