import {FOREGROUND, ORPHAN} from '../../api/deletion.ts'
import type {KubeObject, OwnerReference} from '../../api/object.ts'
import type {DeleteOptions} from '../../api/registry.ts'
import {apiVersionOf, type ResourceType, storedTypes} from '../../api/resource.ts'
import {StatusError} from '../../api/status.ts'
import {type ControlPlane, change} from '../control-plane.ts'
import type {Controller} from '../loop.ts'
import {Dependents} from './dependents.ts'

/**
 * The garbage collector deletes what belongs to an object that is gone. The loop looks at one object: if none of its
 * owners is there any more, it goes too (background). An owner with the finalizer `foregroundDeletion` waits until those
 * of its dependents are gone that block it; one with `orphan` lets them go free first.
 */
export const garbageCollector = (plane: ControlPlane): Controller => {
  const dependents = new Dependents(plane.store)
  return {
    name: 'garbage-collector-controller',
    *affected({type, resource, object, previous}) {
      const {uid, ownerReferences = [], deletionTimestamp} = object.metadata
      if (type === 'DELETED') {
        for (const dependent of dependents.of(uid)) yield keyOf(dependent.resource, dependent.object)
        // An owner may have waited for this one.
        for (const owner of ownerReferences) yield* ownerKey(plane, owner, object)
        return
      }
      const isNews = !previous || previous.metadata.ownerReferences !== object.metadata.ownerReferences
      if (ownerReferences.length > 0 && isNews) yield keyOf(resource, object)
      if (deletionTimestamp !== undefined) yield keyOf(resource, object)
      if (isNews) for (const owner of previous?.metadata.ownerReferences ?? []) yield* ownerKey(plane, owner, object)
    },
    reconcile: key => {
      const [plural = '', group = '', namespace = '', name = ''] = key.split('|')
      const resource = storedTypes(plane.resources).find(type => type.plural === plural && type.group === group)
      const object = resource && plane.store.get(resource, namespace, name)
      if (!resource || !object) return undefined
      if (object.metadata.deletionTimestamp !== undefined) finalize(plane, dependents, resource, object)
      else collect(plane, dependents, resource, object)
      return undefined
    },
    stop: () => dependents.stop(),
  }
}

const keyOf = ({plural, group}: ResourceType, {metadata}: KubeObject): string =>
  [plural, group, metadata.namespace ?? '', metadata.name].join('|')

/** The kind that a reference speaks of; undefined for one that this cluster does not serve, which counts as being there. */
const resourceOf = ({resources}: ControlPlane, {apiVersion, kind}: OwnerReference): ResourceType | undefined =>
  resources.find(type => type.kind === kind && apiVersionOf(type) === apiVersion)

const ownerOf = (plane: ControlPlane, reference: OwnerReference, {metadata}: KubeObject): KubeObject | undefined => {
  const resource = resourceOf(plane, reference)
  if (!resource) return undefined
  const owner = plane.store.get(resource, resource.namespaced ? (metadata.namespace ?? '') : '', reference.name)
  return owner?.metadata.uid === reference.uid ? owner : undefined
}

function* ownerKey(plane: ControlPlane, reference: OwnerReference, dependent: KubeObject): Iterable<string> {
  const [resource, owner] = [resourceOf(plane, reference), ownerOf(plane, reference, dependent)]
  if (resource && owner?.metadata.deletionTimestamp !== undefined) yield keyOf(resource, owner)
}

/** Deletes an object whose owners are all gone, and strikes out single owners that are. */
const collect = (plane: ControlPlane, dependents: Dependents, resource: ResourceType, object: KubeObject): void => {
  const {ownerReferences = [], namespace = '', name, uid} = object.metadata
  const known = ownerReferences.filter(reference => resourceOf(plane, reference) !== undefined)
  if (known.length === 0) return
  const owners = known.map(reference => ({reference, owner: ownerOf(plane, reference, object)}))
  const isWaiting = (owner: KubeObject | undefined): boolean =>
    owner?.metadata.deletionTimestamp !== undefined && (owner.metadata.finalizers ?? []).includes(FOREGROUND)
  const solid = owners.filter(({owner}) => owner !== undefined && !isWaiting(owner))
  const gone = owners.filter(({owner}) => owner === undefined || isWaiting(owner))
  if (gone.length === 0) return
  if (solid.length > 0 || known.length < ownerReferences.length) {
    const uids = gone.map(({reference}) => reference.uid)
    change(plane, resource, object, current => withoutOwners(current, uids))
    return
  }
  // Whoever waits for this one waits for what belongs to it as well.
  const isAwaited = owners.some(({owner}) => isWaiting(owner)) && dependents.of(uid).length > 0
  const propagationPolicy = isAwaited ? 'Foreground' : policyOf(object)
  try {
    plane.registry.delete(resource, namespace, name, {preconditions: {uid}, propagationPolicy})
  } catch (error) {
    // It went by itself meanwhile.
    if (!(error instanceof StatusError && error.status.code === 404)) throw error
  }
}

/** What an object that goes with its owner does with its own dependents: they go too, whatever its kind does elsewhere. */
const policyOf = ({metadata: {finalizers = []}}: KubeObject): DeleteOptions['propagationPolicy'] & string => {
  if (finalizers.includes(ORPHAN)) return 'Orphan'
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
}

/** Does what the finalizers of an object that is to go ask for, and takes them away when it is done. */
const finalize = (plane: ControlPlane, dependents: Dependents, resource: ResourceType, object: KubeObject): void => {
  const {finalizers = [], uid} = object.metadata
  if (finalizers.includes(ORPHAN)) {
    for (const dependent of dependents.of(uid))
      change(plane, dependent.resource, dependent.object, current => withoutOwners(current, [uid]))
    return dropFinalizer(plane, resource, object, ORPHAN)
  }
  if (!finalizers.includes(FOREGROUND)) return
  const mine = dependents.of(uid)
  for (const dependent of mine)
    if (dependent.object.metadata.deletionTimestamp === undefined)
      collect(plane, dependents, dependent.resource, dependent.object)
  const blocks = ({object: {metadata}}: {object: KubeObject}): boolean =>
    metadata.ownerReferences?.some(owner => owner.uid === uid && owner.blockOwnerDeletion) === true
  if (!dependents.of(uid).some(blocks)) dropFinalizer(plane, resource, object, FOREGROUND)
}

const dropFinalizer = (plane: ControlPlane, resource: ResourceType, object: KubeObject, finalizer: string): void => {
  change(plane, resource, object, current => {
    const {finalizers = [], ...metadata} = current.metadata
    const left = finalizers.filter(other => other !== finalizer)
    return {...current, metadata: {...metadata, ...(left.length > 0 && {finalizers: left})}}
  })
}

const withoutOwners = (object: KubeObject, uids: readonly string[]): KubeObject => {
  const {ownerReferences = [], ...metadata} = object.metadata
  const left = ownerReferences.filter(({uid}) => !uids.includes(uid))
  return {...object, metadata: {...metadata, ...(left.length > 0 && {ownerReferences: left})}}
}
