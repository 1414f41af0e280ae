// The types of src/kubernetes describe what any server may send; these add what this server writes itself.
import type * as Raw from '../../kubernetes/types.ts'

/** A reference to the object that another one belongs to; the garbage collector follows it. */
export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** Who set which fields, as server-side apply keeps it. `fieldsV1` is a set of paths in Kubernetes' `f:`/`k:`/`v:` form. */
export interface ManagedFieldsEntry {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  time?: string
  fieldsType: 'FieldsV1'
  fieldsV1: Record<string, unknown>
  subresource?: string
}

/** What every stored object has of it. Times are RFC 3339 in whole seconds, as the API server writes them. */
export interface ObjectMeta extends Raw.ObjectMeta {
  generateName?: string
  uid: string
  /** The store's revision at the last change, as a decimal text. */
  resourceVersion: string
  creationTimestamp: string
  deletionTimestamp?: string
  /** Seconds. */
  deletionGracePeriodSeconds?: number
  ownerReferences?: OwnerReference[]
  managedFields?: ManagedFieldsEntry[]
}

/**
 * Any object of the API. What the store hands out is shared by all its readers and is never changed in place: whoever
 * wants another state makes a new object.
 */
export interface KubeObject extends Raw.KubeObject {
  metadata: ObjectMeta
  [field: string]: unknown
}

/** Where an object lives; `namespace` is empty for kinds without one. */
export interface ObjectKey {
  namespace: string
  name: string
}

export const keyOf = (object: KubeObject): ObjectKey => ({
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
})

/** One statement about an object. Times are RFC 3339, or null where a client sent none. */
export interface Condition extends Raw.Condition {
  status: 'True' | 'False' | 'Unknown'
  /** Deployments say when a condition was last looked at. */
  lastUpdateTime?: string
  /** Pods say when a probe last ran. */
  lastProbeTime?: string | null
}

export interface LabelSelectorRequirement {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  values?: string[]
}

export interface LabelSelector extends Raw.LabelSelector {
  matchExpressions?: LabelSelectorRequirement[]
}

export type Labels = Readonly<Record<string, string>>
