// What the registry asks for: what a kind is, and the shape of its objects, are known elsewhere.
import type {KubeObject} from './object.ts'
import type {ResourceType} from './resource.ts'
import type {StatusCause} from './status.ts'
import type {Strategy, StrategyContext} from './strategy.ts'

export type StrategyOf = (type: ResourceType) => Strategy

/** @returns the object with every field that has a default, as the real server would store it */
export type Defaults = (type: ResourceType, object: KubeObject) => KubeObject

/** @param previous the stored object, for rules on what may change */
export type Validate = (type: ResourceType, object: KubeObject, previous?: KubeObject) => StatusCause[]

/** A write that is complete and valid, and not stored yet. */
export interface GuardedWrite {
  type: ResourceType
  object: KubeObject
  /** As messages call it: the base of a name that was generated, so that refusals of many objects read the same. */
  name: string
  previous: KubeObject | undefined
}

/**
 * What kinds that limit others say of a write: admission plugins that validate. It stores nothing.
 * @returns objects that change along with it, such as a quota that counts it. @throws ApiError Forbidden
 */
export type Guard = (write: GuardedWrite, context: StrategyContext) => readonly Alongside[]

export interface Alongside {
  type: ResourceType
  object: KubeObject
}

export interface Write {
  type: ResourceType
  before: KubeObject | undefined
  after: KubeObject
  manager: string
  time: Date
  subresource?: string
}

/**
 * Notes in `managedFields` who wrote what. An object on which nothing but that would change comes back with the
 * `managedFields` it had, so that a write without effect stays one.
 */
export type BookKeeping = (write: Write) => KubeObject
