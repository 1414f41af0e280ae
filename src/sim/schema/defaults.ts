// What the API server fills in where a request leaves a field out, by kind.
import {copyOf} from '../api/copy.ts'
import type {KubeObject} from '../api/object.ts'
import {type PartOfKinds, partOf} from '../api/resources.ts'
import {podDefaults} from './defaults/pod.ts'
import {endpointSliceDefaults, endpointsDefaults, serviceDefaults} from './defaults/services.ts'
import {deploymentDefaults, replicaSetDefaults, replicationControllerDefaults} from './defaults/workloads.ts'
import type {Fields} from './fields.ts'
import {fill, record} from './fields.ts'
import type {GroupVersionKind} from './types.ts'

const secretDefaults = (secret: Fields): void => fill(secret, {type: 'Opaque'})

const namespaceDefaults = (namespace: Fields): void => {
  fill(namespace, {status: {}})
  for (const status of record(namespace['status'])) fill(status, {phase: 'Active'})
}

const nodeDefaults = (node: Fields): void => {
  for (const status of record(node['status']))
    for (const capacity of record(status['capacity'])) fill(status, {allocatable: {...capacity}})
}

/** A kind in which nothing is filled in. */
const none = (): void => {}

const DEFAULTS: PartOfKinds<(object: Fields) => void> = {
  Deployment: deploymentDefaults,
  Endpoints: endpointsDefaults,
  EndpointSlice: endpointSliceDefaults,
  Namespace: namespaceDefaults,
  Node: nodeDefaults,
  Pod: podDefaults,
  ReplicaSet: replicaSetDefaults,
  ReplicationController: replicationControllerDefaults,
  Secret: secretDefaults,
  Service: serviceDefaults,
  ServiceAccount: none,
}

/**
 * The defaults that hold for every write, be it a create or an update. What is added only to new objects is in
 * admission.ts. @returns a new object; the one given stays as it is
 */
export const defaultsFor = ({kind}: GroupVersionKind, object: KubeObject): KubeObject => {
  const defaults = partOf(DEFAULTS, kind)
  if (!defaults || defaults === none) return object
  const copy = copyOf(object)
  defaults(copy)
  return copy
}
