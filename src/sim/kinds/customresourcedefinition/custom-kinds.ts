// The kinds that the CustomResourceDefinitions of a cluster make.
import type {ResourceType} from '../../api/resource.ts'
import type {Store} from '../../store/store.ts'
import type {ActingKind} from '../kind.ts'
import {customKind} from './custom-kind.ts'
import {definitionResource} from './resource.ts'
import {type Definition, isTrue} from './types.ts'

interface Defined {
  /** Under which its objects are kept, as long as the definition is there. */
  stored: ActingKind
  /** Its versions that are served. */
  served: readonly ActingKind[]
}

type Place = Pick<ResourceType, 'group' | 'plural' | 'version'>

const isAt = ({resource}: ActingKind, {group, version, plural}: Place): boolean =>
  resource.plural === plural && resource.group === group && resource.version === version

/** Follows the definitions in a store: a kind is served once its definition is established, and until that is gone. */
export class CustomKinds {
  readonly #defined = new Map<string, Defined>()
  #served: readonly ResourceType[] = []

  constructor(store: Store) {
    for (const object of store.list(definitionResource)) this.#take(object as Definition)
    store.onChange(({type, resource, object}) => {
      if (resource !== definitionResource) return
      if (type === 'DELETED') this.#drop(object.metadata.name)
      else this.#take(object as Definition)
    })
  }

  /** All versions that are served, in no order; the same list until something changes. */
  get resources(): readonly ResourceType[] {
    return this.#served
  }

  /** The kind of a resource that was handed out before, as its definition has it by now. */
  kindOf(type: ResourceType): ActingKind | undefined {
    const defined = this.#defined.get(`${type.plural}.${type.group}`)
    if (defined?.stored.resource === type) return defined.stored
    return defined?.served.find(kind => isAt(kind, type))
  }

  /** What objects of a kind are kept under. */
  storedAt(group: string, kind: string): ResourceType | undefined {
    for (const {stored} of this.#defined.values())
      if (stored.resource.group === group && stored.resource.kind === kind) return stored.resource
    return undefined
  }

  #take(definition: Definition): void {
    const {name} = definition.metadata
    const {versions} = definition.spec
    const storage = versions.find(version => version.storage)
    if (!storage || !isTrue(definition, 'Established')) return
    const before = this.#defined.get(name)?.stored.resource
    const latest = customKind(definition, storage)
    const stored: ActingKind = {...latest, resource: before ?? latest.resource}
    const served = versions
      .filter(version => version.served)
      .map(version => customKind(definition, version, stored.resource))
    this.#defined.set(name, {stored, served})
    this.#update()
  }

  #drop(name: string): void {
    if (this.#defined.delete(name)) this.#update()
  }

  #update(): void {
    this.#served = [...this.#defined.values()].flatMap(({served}) => served.map(({resource}) => resource))
  }
}
