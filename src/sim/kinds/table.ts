import type {Defaults, Guard, StrategyOf, Validate} from '../api/hooks.ts'
import {GROUPS, type ResourceType} from '../api/resource.ts'
import {noDefaults, onlyMetadata, validateObject, withDefaults} from '../schema/index.ts'
import {ageColumn, type ColumnDefinition, nameColumn} from '../server/column.ts'
import type {KindHandlers, ServedKinds} from '../server/context.ts'
import {type ActingKind, noControllers, type StoredKind} from './kind.ts'

/** What holds for a kind that is only stored, unless its row says otherwise: the API server's own generic behaviour. */
const GENERIC = {
  strategy: {},
  defaults: noDefaults,
  validation: onlyMetadata,
  columns: [nameColumn, ageColumn],
  controllers: noControllers,
} as const

/** By group, and within one by name: so the API server lists them, and `kubectl get all` goes through them. */
const inDiscoveryOrder = (one: ResourceType, other: ResourceType): number =>
  GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) || (one.plural < other.plural ? -1 : 1)

const pathOf = ({group, version, plural}: {group: string; version: string; plural: string}): string =>
  `${group}/${version}/${plural}`

/** All kinds that are served, and what the registry, the schema and the server ask of them. */
export class KindTable implements ServedKinds {
  readonly resources: readonly ResourceType[]
  readonly #kinds: ReadonlyMap<ResourceType, ActingKind>
  readonly #byPath: ReadonlyMap<string, ResourceType>

  /** Those that limit others are asked in the order of the table. */
  readonly guard: Guard

  constructor(acting: readonly ActingKind[], stored: readonly StoredKind[]) {
    const kinds = [...acting, ...stored.map((kind): ActingKind => ({...GENERIC, ...kind}))]
    this.#kinds = new Map(kinds.map(kind => [kind.resource, kind]))
    this.resources = kinds.map(({resource}) => resource).toSorted(inDiscoveryOrder)
    const guards = kinds.flatMap(({guard}) => guard ?? [])
    this.guard = (write, context) => guards.flatMap(guard => guard(write, context))
    this.#byPath = new Map(this.resources.map(resource => [pathOf(resource), resource]))
  }

  resourceAt(path: {group: string; version: string; plural: string}): ResourceType | undefined {
    return this.#byPath.get(pathOf(path))
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
    const kind = this.#kinds.get(type)
    if (!kind) throw new Error(`${type.kind} is not in the table of kinds`)
    return kind
  }
}
