// What differs between kinds when objects are written: Kubernetes calls it the strategy of a registry.
import type {Clock} from '../clock.ts'
import type {Store} from '../store/store.ts'
import type {Random} from './names.ts'
import type {KubeObject, ObjectMeta} from './object.ts'
import type {DeleteOptions} from './registry.ts'

/** What a strategy may look at beside the object: other objects, the time, chance. */
export interface StrategyContext {
  store: Store
  clock: Clock
  random: Random
}

/** All hooks are pure: they make a new object and store nothing. */
export interface Strategy {
  /** Refuses a new object, as the client sent it. @param name or the base of the one that is generated. @throws ApiError */
  checkCreation?(object: KubeObject, name: string, context: StrategyContext): void
  /** @throws ApiError */
  checkDeletion?(name: string): void
  /** Whoever creates the object may say its status too; elsewhere it is dropped. */
  statusOnCreate?: true
  /** What a new object gets before defaults and validation. Its `status` is gone already. */
  prepareForCreate?(object: KubeObject, context: StrategyContext): KubeObject
  /** What a new object gets after its defaults and before it is validated. */
  complete?(object: KubeObject, context: StrategyContext): KubeObject
  /** Numbers handed out from a pool, and what rests on other objects; runs after defaults. @throws ApiError */
  admit?(object: KubeObject, previous: KubeObject | undefined, context: StrategyContext): KubeObject
  /** What a change cannot take away, before defaults. */
  prepareForUpdate?(object: KubeObject, previous: KubeObject): KubeObject
  /** What comes through a subresource gets defaults and is validated as all else. */
  checksSubresources?: true
  /** Changes through a subresource other than `status`: returns what the object becomes. */
  prepareForSubresource?(subresource: string, object: KubeObject, previous: KubeObject): KubeObject
  /** What of the metadata goes along with a change of the status; nothing if not said. It counts up no generation. */
  metadataOfStatus?(wanted: ObjectMeta, current: ObjectMeta): ObjectMeta
  /** What counts up `generation` when it changes; the spec if not said. */
  generationOf?(object: KubeObject): unknown
  /** Seconds between the request to delete and the end; kinds without this go at once. */
  gracePeriod?(object: KubeObject, options: DeleteOptions): number
  /** Whether something beside `metadata.finalizers` keeps the object. */
  isHeld?(object: KubeObject): boolean
  /** What becomes of the object when its deletion begins but does not end at once. */
  prepareForDelete?(object: KubeObject): KubeObject
  /** Where the client names no policy; Background if not said. */
  defaultPropagation?: DeleteOptions['propagationPolicy']
}
