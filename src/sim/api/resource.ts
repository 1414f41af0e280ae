import type {KubeObject} from './object.ts'

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch'

/** A part of an object with a path of its own: `pods/log`, `deployments/scale`. */
export interface Subresource {
  name: string
  /** The kind that goes over the wire, where it is not the object's own. */
  group?: string
  version?: string
  kind: string
  verbs: readonly Verb[]
}

/** The groups of the API that are served, in the order of discovery; the core group has no name. */
export const GROUPS = [
  '',
  'apps',
  'autoscaling',
  'batch',
  'networking.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'policy',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'certificates.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'scheduling.k8s.io',
  'node.k8s.io',
  'events.k8s.io',
] as const

/** A kind of object, and how it is served; of a custom resource, one version of it. */
export interface ResourceType {
  group: string
  version: string
  kind: string
  plural: string
  singular: string
  shortNames: readonly string[]
  categories: readonly string[]
  namespaced: boolean
  verbs: readonly Verb[]
  /** Changes of the spec count up `metadata.generation`. */
  generation: boolean
  subresources: readonly Subresource[]
  /** What a field selector may ask for beside `metadata.name` and `metadata.namespace`. */
  selectableFields: readonly string[]
  /** Whether a deletion is answered with the object, and not with a Status. */
  returnsDeleted: boolean
  /** Sent with the answer to every request, as kubectl's `Warning: …`. */
  warning?: string
  /** Sent with the answer to a request that makes one. */
  warningOnCreate?: string
  /** Of a kind with several versions, or groups: under which the objects of all of them are kept. */
  stored?: ResourceType
  /** An object as this version has it, whichever it was written in. */
  shown?: (object: KubeObject) => KubeObject
}

/** What objects of a resource are kept under. */
export const storedAs = (type: ResourceType): ResourceType => type.stored ?? type

/** The same for many, each once. */
export const storedTypes = (types: readonly ResourceType[]): ResourceType[] => [...new Set(types.map(storedAs))]

export const ALL_VERBS: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]
const CHANGE_VERBS: readonly Verb[] = ['get', 'patch', 'update']
export const PROXY_VERBS: readonly Verb[] = ['create', 'delete', 'get', 'patch', 'update']

const defaults = {
  group: '',
  version: 'v1',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ALL_VERBS,
  generation: false,
  subresources: [],
  selectableFields: [],
  returnsDeleted: false,
} as const satisfies Partial<ResourceType>

/** What is not said is as it is for most kinds: in the core group, namespaced, and served with all verbs. */
export const resource = (
  row: Pick<ResourceType, 'kind' | 'plural'> & Partial<ResourceType> & {group?: (typeof GROUPS)[number]},
): ResourceType => ({
  ...defaults,
  singular: row.kind.toLowerCase(),
  ...row,
})

export const statusOf = (kind: string): Subresource => ({name: 'status', kind, verbs: CHANGE_VERBS})
export const SCALE: Subresource = {
  name: 'scale',
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  verbs: CHANGE_VERBS,
}

export const apiVersionOf = ({group, version}: {group: string; version: string}): string =>
  group === '' ? version : `${group}/${version}`
