// A deletion in Kubernetes is a request: the object is marked, and goes when nothing holds it any more. What may hold it is a
// grace period, its finalizers, and the finalizers that stand for a propagation policy.
import {LATEST, timestamp} from '../clock.ts'
import type {KubeObject, ObjectMeta} from './object.ts'
import type {DeleteOptions} from './registry.ts'
import type {ResourceType} from './resource.ts'
import {conflict} from './status.ts'
import type {Strategy} from './strategy.ts'

/** The garbage collector removes them when it has done its part. */
export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

/** Whether an object that is marked for deletion has nothing left that holds it. */
export const mayEnd = (strategy: Strategy, {metadata, ...rest}: KubeObject): boolean =>
  (metadata.finalizers ?? []).length === 0 &&
  (metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
  strategy.isHeld?.({...rest, metadata} as KubeObject) !== true

/** @throws ApiError Conflict */
const checkPreconditions = (type: ResourceType, {metadata}: KubeObject, {preconditions}: DeleteOptions): void => {
  const {uid, resourceVersion} = preconditions ?? {}
  if (uid && uid !== metadata.uid)
    throw conflict(
      type,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    )
  if (resourceVersion && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      type,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    )
}

/** The finalizers that the policy asks for. Without a policy, those that are there already decide. */
const finalizersFor = (own: readonly string[], policy: DeleteOptions['propagationPolicy']): string[] => {
  const hasOne = own.includes(FOREGROUND) || own.includes(ORPHAN)
  if (policy === undefined && hasOne) return [...own]
  const others = own.filter(finalizer => finalizer !== FOREGROUND && finalizer !== ORPHAN)
  if (policy === 'Foreground') return [...others, FOREGROUND]
  return policy === 'Orphan' ? [...others, ORPHAN] : others
}

/**
 * What a request to delete makes of an object, without storing anything.
 * @returns the object, and whether it is to go now. @throws ApiError Conflict
 */
export const decideDeletion = (
  type: ResourceType,
  strategy: Strategy,
  current: KubeObject,
  options: DeleteOptions,
  now: Date,
): {object: KubeObject; gone: boolean} => {
  checkPreconditions(type, current, options)
  const {metadata} = current
  const marked = metadata.deletionTimestamp !== undefined
  const policy = options.propagationPolicy ?? (marked ? undefined : strategy.defaultPropagation)
  const finalizers = finalizersFor(metadata.finalizers ?? [], policy)
  const grace = graceFor(strategy, current, options)
  const shorter = marked && grace < (metadata.deletionGracePeriodSeconds ?? 0)
  const due = marked && !shorter ? {} : deadline(metadata, grace, now)
  const {finalizers: _before, ...rest} = metadata
  const next = {...current, metadata: {...rest, ...due, ...(finalizers.length > 0 && {finalizers})}}
  const object = strategy.prepareForDelete?.(next) ?? next
  if (mayEnd(strategy, object)) return {object, gone: true}
  const same = marked && !shorter && finalizers.length === (metadata.finalizers ?? []).length
  return {object: same ? current : object, gone: false}
}

/** A second request can only shorten the wait. */
const graceFor = (strategy: Strategy, object: KubeObject, options: DeleteOptions): number => {
  const running = object.metadata.deletionGracePeriodSeconds
  if (object.metadata.deletionTimestamp && options.gracePeriodSeconds === undefined) return running ?? 0
  return strategy.gracePeriod?.(object, options) ?? 0
}

const deadline = (metadata: ObjectMeta, grace: number, now: Date): Partial<ObjectMeta> => ({
  deletionTimestamp: timestamp(new Date(Math.min(now.getTime() + grace * 1000, LATEST))),
  deletionGracePeriodSeconds: grace,
  // The deletion counts as a change of the spec.
  ...(metadata.generation && {generation: metadata.generation + (metadata.deletionTimestamp ? 0 : 1)}),
})
