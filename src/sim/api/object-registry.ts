// The registry: what kube-apiserver does between an HTTP request and etcd.
import {isDeepStrictEqual} from 'node:util'
import {type Clock, systemClock} from '../clock.ts'
import type {Store} from '../store/store.ts'
import {checkCreation} from './admission.ts'
import {decideDeletion, mayEnd} from './deletion.ts'
import type {Alongside, BookKeeping, Defaults, Guard, StrategyOf, Validate} from './hooks.ts'
import {metadataForCreate, metadataForUpdate} from './metadata.ts'
import {generatedName, type Random, systemRandom} from './names.ts'
import {type KubeObject, keyOf} from './object.ts'
import type {DeleteOptions, Registry, WriteOptions} from './registry.ts'
import type {ResourceType} from './resource.ts'
import {isSame} from './same-object.ts'
import {MOST_STORED, sizeOf} from './size.ts'
import {alreadyExists, conflict, invalid, notFound, StatusError} from './status.ts'
import type {StrategyContext} from './strategy.ts'

export interface RegistryParts {
  store: Store
  /** How objects of a kind are written. */
  strategyOf: StrategyOf
  clock?: Clock
  random?: Random
  /** What a client may leave out. */
  defaults?: Defaults
  /** What is wrong with an object. */
  validate?: Validate
  /** Who limits others. */
  guard?: Guard
  /** Who owns which fields. */
  bookKeeping?: BookKeeping
}

/** Where a generated name is taken, another one is drawn up to so many times, as the real server does since 1.30. */
const NAME_TRIES = 8
/**
 * The parts of the control plane, whose writes are not in `managedFields`: nobody's apply comes into conflict with
 * them, and on ten thousand pods they would be most of what is kept.
 */
const CONTROL_PLANE = new Set(['kube-controller-manager', 'kube-scheduler', 'kubelet'])

const isControlPlane = ({fieldManager}: WriteOptions): boolean =>
  fieldManager === undefined || CONTROL_PLANE.has(fieldManager)

/** @throws ApiError where a client's object is larger than what etcd takes, with etcd's message */
const checkSize = (object: KubeObject, options: WriteOptions): void => {
  if (!isControlPlane(options) && sizeOf(object) > MOST_STORED)
    throw new StatusError(500, '', 'etcdserver: request is too large')
}

export class ObjectRegistry implements Registry {
  readonly #store: Store
  readonly #strategyOf: StrategyOf
  readonly #context: StrategyContext
  readonly #defaults: Defaults
  readonly #validate: Validate
  readonly #guard: Guard
  readonly #bookKeeping: BookKeeping | undefined

  constructor({store, strategyOf, clock = systemClock, random = systemRandom, ...hooks}: RegistryParts) {
    this.#store = store
    this.#strategyOf = strategyOf
    this.#context = {store, clock, random}
    this.#defaults = hooks.defaults ?? ((_type, object) => object)
    this.#validate = hooks.validate ?? (() => [])
    this.#guard = hooks.guard ?? (() => [])
    this.#bookKeeping = hooks.bookKeeping
  }

  find(type: ResourceType, namespace: string, name: string): KubeObject | undefined {
    return this.#store.get(type, namespace, name)
  }

  get(type: ResourceType, namespace: string, name: string): KubeObject {
    const object = this.find(type, namespace, name)
    if (!object) throw notFound(type, name)
    return object
  }

  list(type: ResourceType, namespace?: string): KubeObject[] {
    return this.#store.list(type, namespace)
  }

  create(type: ResourceType, given: KubeObject, options: WriteOptions = {}): KubeObject {
    if (given.metadata?.resourceVersion)
      throw new StatusError(500, '', 'resourceVersion should not be set on objects to be created')
    checkSize(given, options)
    checkCreation(this.#strategyOf(type), type, given, this.#context)
    const prepared = this.#prepareNew(type, this.#named(type, given))
    const object = this.#strategyOf(type).complete?.(prepared, this.#context) ?? prepared
    const {namespace, name} = keyOf(object)
    // Before anything is allocated: a port that is named twice is a duplicate, and not one that is taken.
    this.#check(type, object, this.#validate(type, object))
    const admitted = this.#strategyOf(type).admit?.(object, undefined, this.#context) ?? object
    const owned = this.#withOwners(type, undefined, admitted, options)
    checkSize(owned, options)
    const asked = given.metadata.name || given.metadata.generateName || name
    const along = this.#guard({type, object: owned, name: asked, previous: undefined}, this.#context)
    if (this.find(type, namespace, name)) throw alreadyExists(type, name)
    if (options.dryRun) return owned
    this.#put(along)
    return this.#store.create(type, owned)
  }

  update(
    type: ResourceType,
    namespace: string,
    name: string,
    change: (current: KubeObject) => KubeObject,
    options: WriteOptions = {},
  ): KubeObject {
    const current = this.get(type, namespace, name)
    const wanted = change(current)
    if (wanted === current) return current
    checkSize(wanted, options)
    const asked = wanted.metadata.resourceVersion
    if (asked && asked !== current.metadata.resourceVersion) throw conflict(type, name)
    const {uid} = wanted.metadata
    if (uid && uid !== current.metadata.uid)
      throw conflict(
        type,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`,
      )
    const changed = this.#merge(type, current, wanted, options)
    const unchanged = withSameRevision(changed, current)
    checkSize(unchanged, options)
    // Deletion may have waited only for this.
    const ends = changed.metadata.deletionTimestamp !== undefined && mayEnd(this.#strategyOf(type), changed)
    if (isSame(unchanged, current) && !ends) return current
    const along =
      options.subresource === undefined
        ? this.#guard({type, object: changed, name, previous: current}, this.#context)
        : []
    if (options.dryRun) return unchanged
    this.#put(along)
    return ends ? this.#end(type, changed) : this.#store.update(type, unchanged)
  }

  delete(
    type: ResourceType,
    namespace: string,
    name: string,
    options: DeleteOptions = {},
  ): {object: KubeObject; gone: boolean} {
    const current = this.get(type, namespace, name)
    this.#strategyOf(type).checkDeletion?.(name)
    const {object, gone} = decideDeletion(type, this.#strategyOf(type), current, options, this.#context.clock.now())
    if (options.dryRun) return {object, gone}
    if (gone) return {object: this.#end(type, object), gone}
    return {object: object === current ? current : this.#store.update(type, object), gone}
  }

  #named(type: ResourceType, given: KubeObject): KubeObject {
    const {name, generateName, namespace = ''} = given.metadata ?? {}
    if (name || !generateName) return given
    let generated = generatedName(generateName, this.#context.random)
    for (let tries = 1; tries < NAME_TRIES && this.find(type, namespace, generated); tries++)
      generated = generatedName(generateName, this.#context.random)
    return {...given, metadata: {...given.metadata, name: generated}}
  }

  #prepareNew(type: ResourceType, given: KubeObject): KubeObject {
    const metadata = metadataForCreate(type, given, this.#context.clock.now())
    const strategy = this.#strategyOf(type)
    const {status, ...rest} = given
    // Whoever creates has no say in the status where that is a subresource; elsewhere it is a field like others.
    const bare = hasStatus(type) && !strategy.statusOnCreate ? rest : given
    const object = {...bare, apiVersion: given.apiVersion, kind: given.kind, metadata}
    return this.#defaults(type, strategy.prepareForCreate?.(object, this.#context) ?? object)
  }

  /** What becomes of the stored object by a change: each way of writing reaches only its own part. */
  #merge(type: ResourceType, current: KubeObject, wanted: KubeObject, options: WriteOptions): KubeObject {
    const {subresource} = options
    if (subresource !== undefined) {
      const strategy = this.#strategyOf(type)
      const {managedFields} = wanted.metadata
      const changed =
        subresource === 'status'
          ? {...current, status: wanted['status']}
          : (strategy.prepareForSubresource?.(subresource, wanted, current) ?? wanted)
      const kept =
        subresource === 'status' && strategy.metadataOfStatus
          ? strategy.metadataOfStatus(wanted.metadata, current.metadata)
          : current.metadata
      const metadata = managedFields ? {...kept, managedFields} : kept
      const object = {...changed, metadata}
      const counted = subresource === 'status' ? object : this.#counted(type, current, object)
      const checked = strategy.checksSubresources ? this.#checked(type, counted, current) : counted
      return this.#withOwners(type, current, checked, options)
    }
    return this.#withOwners(type, current, this.#counted(type, current, this.#replace(type, current, wanted)), options)
  }

  #replace(type: ResourceType, current: KubeObject, wanted: KubeObject): KubeObject {
    const strategy = this.#strategyOf(type)
    const metadata = metadataForUpdate(wanted, current)
    const status = hasStatus(type) ? current['status'] : wanted['status']
    const {status: _theirs, ...rest} = wanted
    const object = {
      ...rest,
      apiVersion: current.apiVersion,
      kind: current.kind,
      metadata,
      ...(status !== undefined && {status}),
    }
    const prepared = this.#defaults(type, strategy.prepareForUpdate?.(object, current) ?? object)
    const admitted = strategy.admit?.(prepared, current, this.#context) ?? prepared
    this.#check(type, admitted, this.#validate(type, admitted, current))
    return admitted
  }

  #counted(type: ResourceType, current: KubeObject, changed: KubeObject): KubeObject {
    if (!type.generation) return changed
    const counted = this.#strategyOf(type).generationOf ?? (object => object['spec'])
    const same = isDeepStrictEqual(counted(changed), counted(current))
    const generation = (current.metadata.generation ?? 1) + (same ? 0 : 1)
    return {...changed, metadata: {...changed.metadata, generation}}
  }

  #withOwners(
    type: ResourceType,
    before: KubeObject | undefined,
    after: KubeObject,
    {fieldManager, subresource}: WriteOptions,
  ): KubeObject {
    if (!fieldManager || !this.#bookKeeping || isControlPlane({fieldManager})) return after
    const time = this.#context.clock.now()
    return this.#bookKeeping({type, before, after, manager: fieldManager, time, ...(subresource && {subresource})})
  }

  #put(along: readonly Alongside[]): void {
    for (const {type, object} of along) this.#store.update(type, object)
  }

  #checked(type: ResourceType, object: KubeObject, current: KubeObject): KubeObject {
    const whole = this.#defaults(type, object)
    this.#check(type, whole, this.#validate(type, whole, current))
    return whole
  }

  #check(type: ResourceType, object: KubeObject, causes: ReturnType<Validate>): void {
    if (causes.length > 0) throw invalid(type, object.metadata.name ?? '', causes)
  }

  #end(type: ResourceType, last: KubeObject): KubeObject {
    const {namespace, name} = keyOf(last)
    const stored = this.#store.delete(type, namespace, name)
    return {...last, metadata: {...last.metadata, resourceVersion: stored.metadata.resourceVersion}}
  }
}

const hasStatus = (type: ResourceType): boolean => type.subresources.some(({name}) => name === 'status')

const withSameRevision = (object: KubeObject, current: KubeObject): KubeObject => ({
  ...object,
  metadata: {...object.metadata, resourceVersion: current.metadata.resourceVersion},
})
