// What the registry asks for: what a kind is, and the shape of its objects, are known elsewhere.
import type {KubeObject} from './object.ts'
import type {ResourceType} from './resource.ts'
import type {StatusCause} from './status.ts'
import type {Strategy} from './strategy.ts'

export type StrategyOf = (type: ResourceType) => Strategy

/** @returns the object with every field that has a default, as the real server would store it */
export type Defaults = (type: ResourceType, object: KubeObject) => KubeObject

/** @param previous the stored object, for rules on what may change */
export type Validate = (type: ResourceType, object: KubeObject, previous?: KubeObject) => StatusCause[]

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
