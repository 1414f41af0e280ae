import type {Defaults, Guard, StrategyOf, Validate} from '../api/hooks.ts'
import {GROUPS, type ResourceType, storedAs} from '../api/resource.ts'
import {StatusError} from '../api/status.ts'
import {noDefaults, onlyMetadata, validateObject, withDefaults} from '../schema/index.ts'
import {ageColumn, type ColumnDefinition, nameColumn} from '../server/column.ts'
import type {KindHandlers, ServedKinds} from '../server/context.ts'
import type {CustomKinds} from './customresourcedefinition/custom-kinds.ts'
import {type ActingKind, noControllers, type StoredKind} from './kind.ts'
import {compareVersions} from './versions.ts'

/** What holds for a kind that is only stored, unless its row says otherwise: the API server's own generic behaviour. */
const GENERIC = {
  strategy: {},
  defaults: noDefaults,
  validation: onlyMetadata,
  columns: [nameColumn, ageColumn],
  controllers: noControllers,
} as const

/** Where a group stands: those of custom resources come after all others. */
const rankOf = (group: string): number => (GROUPS as readonly string[]).indexOf(group) + 1 || GROUPS.length + 1

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** By group, within one by version, and then by name: so the API server lists them, and `kubectl get all` goes through them. */
const inDiscoveryOrder = (one: ResourceType, other: ResourceType): number =>
  rankOf(one.group) - rankOf(other.group) ||
  compareTexts(one.group, other.group) ||
  compareVersions(one.version, other.version) ||
  compareTexts(one.plural, other.plural)

const pathOf = ({group, version, plural}: {group: string; version: string; plural: string}): string =>
  `${group}/${version}/${plural}`

/** All kinds that are served, and what the registry, the schema and the server ask of them. */
export class KindTable implements ServedKinds {
  readonly #fixed: readonly ResourceType[]
  readonly #kinds: ReadonlyMap<ResourceType, ActingKind>
  readonly #custom: CustomKinds | undefined
  /** For as long as the custom resources stay as they are. */
  #served: {custom: readonly ResourceType[]; all: readonly ResourceType[]; byPath: ReadonlyMap<string, ResourceType>}

  /** Those that limit others are asked in the order of the table. */
  readonly guard: Guard

  /** @param custom those of one cluster; absent: none */
  constructor(acting: readonly ActingKind[], stored: readonly StoredKind[], custom?: CustomKinds) {
    const kinds = [...acting, ...stored.map((kind): ActingKind => ({...GENERIC, ...kind}))]
    this.#kinds = new Map(kinds.map(kind => [kind.resource, kind]))
    this.#fixed = kinds.map(({resource}) => resource)
    this.#custom = custom
    this.#served = this.#serve([])
    const guards = kinds.flatMap(({guard}) => guard ?? [])
    this.guard = (write, context) => guards.flatMap(guard => guard(write, context))
  }

  get resources(): readonly ResourceType[] {
    return this.#current().all
  }

  resourceAt(path: {group: string; version: string; plural: string}): ResourceType | undefined {
    return this.#current().byPath.get(pathOf(path))
  }

  /** What objects of a kind are kept under; undefined for a kind that is not served. */
  storedAt(group: string, kind: string): ResourceType | undefined {
    const fixed = this.#fixed.find(type => type.group === group && type.kind === kind)
    return fixed ? storedAs(fixed) : this.#custom?.storedAt(group, kind)
  }

  readonly strategyOf: StrategyOf = type => this.#of(type).strategy

  readonly defaults: Defaults = (type, object) => withDefaults(this.#of(type).defaults, object)

  readonly validate: Validate = (type, object, previous) => {
    const {names, validation} = this.#of(type)
    return validateObject({namespaced: type.namespaced, ...(names && {names}), fields: validation}, object, previous)
  }

  columnsOf(type: ResourceType): readonly ColumnDefinition[] {
    return this.#of(type).columns
  }

  handlersOf(type: ResourceType): KindHandlers {
    return this.#of(type).handlers ?? {}
  }

  #of(type: ResourceType): ActingKind {
    const kind = this.#kinds.get(type) ?? this.#custom?.kindOf(type)
    if (kind) return kind
    if (!type.stored) throw new Error(`${type.kind} is not in the table of kinds`)
    // Its definition went while a request for it was on its way.
    throw new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})
  }

  #current() {
    const custom = this.#custom?.resources ?? this.#served.custom
    if (custom !== this.#served.custom) this.#served = this.#serve(custom)
    return this.#served
  }

  #serve(custom: readonly ResourceType[]) {
    const all = [...this.#fixed, ...custom].toSorted(inDiscoveryOrder)
    return {custom, all, byPath: new Map(all.map(resource => [pathOf(resource), resource]))}
  }
}
