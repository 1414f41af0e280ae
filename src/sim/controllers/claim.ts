import type {KubeObject} from '../api/object.ts'
import type {ResourceType} from '../api/resource.ts'
import {type ControlPlane, change} from './control-plane.ts'
import {controlledBy, controllerOf} from './draft.ts'
import type {IndexOf} from './index-of.ts'

/** Under this key an index by owner has what nobody manages. */
export const orphansOf = (namespace: string | undefined): string => `orphans of ${namespace ?? ''}`

/** Where an index by owner keeps an object. */
export const ownerKey = (object: KubeObject): string =>
  controllerOf(object)?.uid ?? orphansOf(object.metadata.namespace)

/**
 * The objects that an owner manages. The labels decide what it may manage, the owner reference what it does: what
 * matches and has no controller is adopted, what is managed and no longer matches is let go.
 */
export const claim = <T extends KubeObject>(
  plane: ControlPlane,
  owner: KubeObject,
  resource: ResourceType,
  index: IndexOf<T>,
  matches: (labels: Record<string, string>, object: T) => boolean,
): T[] => {
  const isMatch = (object: T): boolean => matches(object.metadata.labels ?? {}, object)
  const [kept, released] = [[] as T[], [] as T[]]
  for (const object of index.get(owner.metadata.uid)) (isMatch(object) ? kept : released).push(object)
  if (owner.metadata.deletionTimestamp !== undefined) return kept
  for (const object of released) change(plane, resource, object, (current: T) => letGo(current, owner))
  const adopted = index
    .get(orphansOf(owner.metadata.namespace))
    .filter(object => isMatch(object) && object.metadata.deletionTimestamp === undefined && isAlive(object))
    .map(object => change(plane, resource, object, (current: T) => adopt(current, owner)))
  return [...kept, ...adopted]
}

const isAlive = (object: KubeObject): boolean => {
  const phase = (object['status'] as {phase?: string} | undefined)?.phase
  return phase !== 'Succeeded' && phase !== 'Failed'
}

const adopt = <T extends KubeObject>(object: T, owner: KubeObject): T => ({
  ...object,
  metadata: {...object.metadata, ownerReferences: [...(object.metadata.ownerReferences ?? []), controlledBy(owner)]},
})

const letGo = <T extends KubeObject>(
  {metadata: {ownerReferences = [], ...metadata}, ...object}: T,
  owner: KubeObject,
) => {
  const others = ownerReferences.filter(({uid}) => uid !== owner.metadata.uid)
  return {...object, metadata: {...metadata, ...(others.length > 0 && {ownerReferences: others})}} as unknown as T
}
