import type {KubeObject} from '../api/object.ts'
import {keyOf} from '../api/object.ts'
import {type ResourceType, storedAs} from '../api/resource.ts'
import {alreadyExists, conflict, expired, notFound} from '../api/status.ts'

/** One step of the store's history. */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** What the object is kept under: of a custom resource none of its versions, but what they have in common. */
  resource: ResourceType
  /** The object as it is now; for a deletion as it was last, with the deletion's revision. */
  object: KubeObject
  /** The object before, where there was one. */
  previous: KubeObject | undefined
  revision: number
}

export type ChangeListener = (change: Change) => void

interface Collection {
  objects: Map<string, KubeObject>
  /** The keys in etcd's order, made when asked for and kept until a key comes or goes. */
  order: string[] | undefined
}

const shown = (resource: ResourceType, object: KubeObject): KubeObject => resource.shown?.(object) ?? object

/** A change as a kind has it, which may be one version of a custom resource; undefined where it is of another kind. */
export const changeOf = (resource: ResourceType, change: Change): Change | undefined => {
  if (change.resource !== storedAs(resource)) return undefined
  if (!resource.shown) return change
  const {object, previous} = change
  return {...change, object: shown(resource, object), previous: previous && shown(resource, previous)}
}

const pathOf = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}/${name}`)

/**
 * What etcd is to a real API server: all objects by key, one revision that every change counts up, and the recent
 * history for those who watch. It knows nothing of what the objects mean. Every call is done when it returns, so
 * whatever happens between two of them in the same turn of the event loop is one transaction.
 */
export class Store {
  #revision: number
  readonly #collections = new Map<ResourceType, Collection>()
  readonly #history: Change[] = []
  readonly #depth: number
  /** The first revision that a watch may start after. */
  #oldest: number
  readonly #listeners = new Set<ChangeListener>()

  /**
   * @param depth how many changes the history keeps
   * @param revision where to go on counting
   */
  constructor(depth = 4096, revision = 0) {
    this.#depth = depth
    this.#revision = revision
    this.#oldest = revision
  }

  get revision(): number {
    return this.#revision
  }

  get(resource: ResourceType, namespace: string, name: string): KubeObject | undefined {
    const object = this.#collections.get(storedAs(resource))?.objects.get(pathOf(namespace, name))
    return object && shown(resource, object)
  }

  /** All objects of a kind, or those of one namespace, ordered by namespace and name. */
  list(resource: ResourceType, namespace?: string): KubeObject[] {
    const collection = this.#collections.get(storedAs(resource))
    if (!collection) return []
    collection.order ??= [...collection.objects.keys()].sort()
    const keys =
      namespace === undefined ? collection.order : collection.order.filter(key => key.startsWith(`${namespace}/`))
    return keys.flatMap(key => {
      const object = collection.objects.get(key)
      return object ? shown(resource, object) : []
    })
  }

  /** Those of which there are objects. */
  resources(): ResourceType[] {
    return [...this.#collections.keys()]
  }

  count(resource: ResourceType): number {
    return this.#collections.get(storedAs(resource))?.objects.size ?? 0
  }

  /** @returns the object with its revision. @throws ApiError AlreadyExists */
  create(resource: ResourceType, object: KubeObject): KubeObject {
    const {namespace, name} = keyOf(object)
    if (this.get(resource, namespace, name)) throw alreadyExists(resource, name)
    return this.#put('ADDED', resource, object, undefined)
  }

  /**
   * Replaces an object. Where its `resourceVersion` is not empty, it must be the one that is stored.
   * @returns the object with its revision. @throws ApiError NotFound or Conflict
   */
  update(resource: ResourceType, object: KubeObject): KubeObject {
    const {namespace, name} = keyOf(object)
    const previous = this.get(resource, namespace, name)
    if (!previous) throw notFound(resource, name)
    const {resourceVersion} = object.metadata
    if (resourceVersion && resourceVersion !== previous.metadata.resourceVersion) throw conflict(resource, name)
    return this.#put('MODIFIED', resource, object, previous)
  }

  /** @returns the object as it was last. @throws ApiError NotFound */
  delete(resource: ResourceType, namespace: string, name: string): KubeObject {
    const previous = this.get(resource, namespace, name)
    const stored = storedAs(resource)
    const collection = this.#collections.get(stored)
    if (!previous || !collection) throw notFound(resource, name)
    collection.objects.delete(pathOf(namespace, name))
    collection.order = undefined
    // A custom resource may never come back.
    if (collection.objects.size === 0) this.#collections.delete(stored)
    const revision = ++this.#revision
    const object = {...previous, metadata: {...previous.metadata, resourceVersion: String(revision)}}
    this.#notify({type: 'DELETED', resource: stored, object, previous, revision})
    return object
  }

  /**
   * The changes of one kind after a revision, in order, which the caller gets before anything that comes later through
   * `onChange`. @throws ApiError Expired where the history no longer reaches back so far
   */
  since(resource: ResourceType, revision: number): Change[] {
    if (revision < this.#oldest) throw expired(String(revision), this.#oldest)
    return this.#history.flatMap(change => (change.revision > revision ? (changeOf(resource, change) ?? []) : []))
  }

  /** Calls with every change of every kind from now on. @returns a function that ends it */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes an object in as it is, without a change: how a store is filled from its state file. */
  restore(resource: ResourceType, object: KubeObject): void {
    const {namespace, name} = keyOf(object)
    this.#collection(resource).objects.set(pathOf(namespace, name), object)
    this.#collection(resource).order = undefined
    this.#revision = Math.max(this.#revision, Number(object.metadata.resourceVersion))
    this.#oldest = this.#revision
  }

  #collection(resource: ResourceType): Collection {
    let collection = this.#collections.get(resource)
    if (!collection) {
      collection = {objects: new Map(), order: undefined}
      this.#collections.set(resource, collection)
    }
    return collection
  }

  #put(type: 'ADDED' | 'MODIFIED', resource: ResourceType, given: KubeObject, previous: KubeObject | undefined) {
    const {namespace, name} = keyOf(given)
    const revision = ++this.#revision
    const object = {...given, metadata: {...given.metadata, resourceVersion: String(revision)}}
    const stored = storedAs(resource)
    const collection = this.#collection(stored)
    collection.objects.set(pathOf(namespace, name), object)
    if (!previous) collection.order = undefined
    this.#notify({type, resource: stored, object, previous, revision})
    return object
  }

  #notify(change: Change): void {
    this.#history.push(change)
    // Cut in halves, so that the cost of shifting is paid once in many changes.
    if (this.#history.length > this.#depth * 2) {
      this.#history.splice(0, this.#depth)
      this.#oldest = (this.#history[0]?.revision ?? this.#revision) - 1
    }
    for (const listener of this.#listeners) listener(change)
  }
}
