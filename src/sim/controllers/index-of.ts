import type {KubeObject} from '../api/object.ts'
import type {ResourceType} from '../api/resource.ts'
import type {Store} from '../store/store.ts'
import {pathOf} from './draft.ts'

/**
 * The objects of a kind by something they have: pods by node, replica sets by owner. It follows the store, so asking
 * costs no search; informers call it an indexer.
 */
export class IndexOf<T extends KubeObject> {
  readonly #groups = new Map<string, Map<string, T>>()
  readonly #keysOf: (object: T) => readonly string[]
  readonly #unsubscribe: () => void

  /** @param keysOf under which keys an object is found */
  constructor(store: Store, resource: ResourceType, keysOf: (object: T) => readonly string[]) {
    this.#keysOf = keysOf
    for (const object of store.list(resource)) this.#add(object as T, keysOf(object as T))
    this.#unsubscribe = store.onChange(change => {
      if (change.resource !== resource) return
      const keys = change.type === 'DELETED' ? [] : keysOf(change.object as T)
      if (change.previous) this.#remove(change.previous as T, keys)
      this.#add(change.object as T, keys)
    })
  }

  /** In the order in which they came. */
  get(key: string): T[] {
    return [...(this.#groups.get(key)?.values() ?? [])]
  }

  count(key: string): number {
    return this.#groups.get(key)?.size ?? 0
  }

  keys(): Iterable<string> {
    return this.#groups.keys()
  }

  stop(): void {
    this.#unsubscribe()
  }

  #add(object: T, keys: readonly string[]): void {
    for (const key of keys) {
      let group = this.#groups.get(key)
      if (!group) {
        group = new Map()
        this.#groups.set(key, group)
      }
      group.set(pathOf(object), object)
    }
  }

  /** @param kept the keys under which it stays, and keeps its place */
  #remove(object: T, kept: readonly string[]): void {
    for (const key of this.#keysOf(object)) {
      if (kept.includes(key)) continue
      const group = this.#groups.get(key)
      group?.delete(pathOf(object))
      if (group?.size === 0) this.#groups.delete(key)
    }
  }
}
