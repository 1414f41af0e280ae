import type {KubeObject} from '../../api/object.ts'
import type {ResourceType} from '../../api/resource.ts'
import type {Store} from '../../store/store.ts'

export interface Dependent {
  resource: ResourceType
  object: KubeObject
}

/** The dependents of each owner, over all kinds: the garbage collector's graph. */
export class Dependents {
  /** By the owner's uid, then by the dependent's. */
  readonly #byOwner = new Map<string, Map<string, Dependent>>()
  readonly #unsubscribe: () => void

  constructor(store: Store) {
    for (const resource of store.resources()) for (const object of store.list(resource)) this.#add({resource, object})
    this.#unsubscribe = store.onChange(({type, resource, object, previous}) => {
      if (previous && (type === 'DELETED' || previous.metadata.ownerReferences !== object.metadata.ownerReferences))
        this.#remove(previous)
      if (type !== 'DELETED') this.#add({resource, object})
    })
  }

  of(uid: string): Dependent[] {
    return [...(this.#byOwner.get(uid)?.values() ?? [])]
  }

  stop(): void {
    this.#unsubscribe()
  }

  #add(dependent: Dependent): void {
    const {ownerReferences = [], uid} = dependent.object.metadata
    for (const owner of ownerReferences) {
      let group = this.#byOwner.get(owner.uid)
      if (!group) {
        group = new Map()
        this.#byOwner.set(owner.uid, group)
      }
      group.set(uid, dependent)
    }
  }

  #remove({metadata: {ownerReferences = [], uid}}: KubeObject): void {
    for (const owner of ownerReferences) {
      const group = this.#byOwner.get(owner.uid)
      group?.delete(uid)
      if (group?.size === 0) this.#byOwner.delete(owner.uid)
    }
  }
}
