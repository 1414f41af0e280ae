// The past of the store: what a list showed some changes ago. etcd keeps old revisions; here recent changes are undone
// one by one, so the pages of a long list belong together.
import {type KubeObject, keyOf} from '../api/object.ts'
import type {ResourceType} from '../api/resource.ts'
import type {Store} from './store.ts'

/** The key that orders objects, as etcd has it. */
export const storageKey = (object: KubeObject): string => {
  const {namespace, name} = keyOf(object)
  return namespace === '' ? name : `${namespace}/${name}`
}

/**
 * All objects of a kind as they were at a revision, ordered by namespace and name.
 * @throws ApiError Expired where the history no longer reaches back so far
 */
export const objectsAt = (
  store: Store,
  type: ResourceType,
  revision: number,
  namespace: string | undefined,
): KubeObject[] => {
  const changes = store.since(type, revision)
  if (changes.length === 0) return store.list(type, namespace)
  const objects = new Map(store.list(type).map(object => [storageKey(object), object]))
  for (const {object, previous} of changes.reverse()) {
    if (previous) objects.set(storageKey(object), previous)
    else objects.delete(storageKey(object))
  }
  return [...objects.keys()].sort().flatMap(key => {
    const object = objects.get(key)
    return object && (namespace === undefined || object.metadata.namespace === namespace) ? object : []
  })
}
