import type {KubeObject} from '../api/object.ts'
import type {Registry, WriteOptions} from '../api/registry.ts'
import type {ResourceType} from '../api/resource.ts'
import {StatusError} from '../api/status.ts'
import type {Clock} from '../clock.ts'
import type {EndpointSlice} from '../kinds/endpointslice/types.ts'
import type {Pod} from '../kinds/pod/types.ts'
import type {Store} from '../store/store.ts'
import type {EventRecorder} from './events.ts'
import type {IndexOf} from './index-of.ts'

/** What every controller, the scheduler and the kubelets have in common. */
export interface ControlPlane {
  /** The cluster's name, the first part of its nodes' names. */
  readonly cluster: string
  /** All kinds that are served by now; of a custom resource each version. */
  readonly resources: readonly ResourceType[]
  readonly registry: Registry
  readonly store: Store
  readonly clock: Clock
  readonly events: EventRecorder
  readonly podsByNode: IndexOf<Pod>
  /** By the uid of the controller that owns them. */
  readonly podsByOwner: IndexOf<Pod>
  readonly podsByNamespace: IndexOf<Pod>
  /** By the path of the service. */
  readonly slicesByService: IndexOf<EndpointSlice>
}

/** The stored object, typed. */
export const find = <T extends KubeObject>(
  {store}: Pick<ControlPlane, 'store'>,
  resource: ResourceType,
  namespace: string,
  name: string,
): T | undefined => store.get(resource, namespace, name) as T | undefined

/** Changes an object as it is in the store; returning it as it is means no change. @throws ApiError */
export const change = <T extends KubeObject>(
  {registry}: Pick<ControlPlane, 'registry'>,
  resource: ResourceType,
  {metadata}: KubeObject,
  to: (current: T) => T,
  options: WriteOptions = {},
): T => registry.update(resource, metadata.namespace ?? '', metadata.name, current => to(current as T), options) as T

/** The same for its status alone. */
export const changeStatus = <T extends KubeObject>(
  plane: Pick<ControlPlane, 'registry'>,
  resource: ResourceType,
  object: KubeObject,
  to: (current: T) => T,
  fieldManager = 'kube-controller-manager',
): T => change(plane, resource, object, to, {subresource: 'status', fieldManager})

/** Deletes the very object that was looked at; one that is gone by now is fine. */
export const remove = (
  {registry}: Pick<ControlPlane, 'registry'>,
  resource: ResourceType,
  {metadata}: KubeObject,
  gracePeriodSeconds?: number,
): void => {
  const options = {preconditions: {uid: metadata.uid}, ...(gracePeriodSeconds !== undefined && {gracePeriodSeconds})}
  try {
    registry.delete(resource, metadata.namespace ?? '', metadata.name, options)
  } catch (error) {
    if (!(error instanceof StatusError && error.status.code === 404)) throw error
  }
}
