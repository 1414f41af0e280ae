import type {KubeObject} from './object.ts'
import type {ResourceType} from './resource.ts'

/** What a request may say beside its object. */
export interface WriteOptions {
  /** Everything is checked and computed, and nothing is stored. */
  dryRun?: boolean
  /** Who writes, for `managedFields`. */
  fieldManager?: string
  /** `status` changes only the status; the object itself never changes it (where the kind has that subresource). */
  subresource?: string
}

export interface DeleteOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  /** Seconds; 0 deletes at once. */
  gracePeriodSeconds?: number
  preconditions?: {uid?: string; resourceVersion?: string}
  dryRun?: boolean
}

/**
 * What the handlers of requests and the controllers do with objects. This is the part of an API server between its
 * HTTP and its store: names, uids, generations, defaults, validation, finalizers and graceful deletion.
 * Objects that come out are shared: see KubeObject.
 */
export interface Registry {
  /** @throws ApiError NotFound */
  get(resource: ResourceType, namespace: string, name: string): KubeObject
  /** The same without the error. */
  find(resource: ResourceType, namespace: string, name: string): KubeObject | undefined
  list(resource: ResourceType, namespace?: string): KubeObject[]
  /** @throws ApiError AlreadyExists, Invalid, NotFound (of the namespace), Forbidden (a namespace that ends) */
  create(resource: ResourceType, object: KubeObject, options?: WriteOptions): KubeObject
  /**
   * Replaces an object by what `change` makes of the stored one. Returning the same object means no change, and so does
   * an equal one: then nothing is written and the revision stays.
   * @throws ApiError NotFound, Conflict, Invalid, and what `change` throws
   */
  update(
    resource: ResourceType,
    namespace: string,
    name: string,
    change: (current: KubeObject) => KubeObject,
    options?: WriteOptions,
  ): KubeObject
  /**
   * Deletes, or marks for deletion where finalizers or a grace period keep the object for a while.
   * @returns the object as it is after that, and whether it is gone. @throws ApiError NotFound, Conflict
   */
  delete(
    resource: ResourceType,
    namespace: string,
    name: string,
    options?: DeleteOptions,
  ): {object: KubeObject; gone: boolean}
}
