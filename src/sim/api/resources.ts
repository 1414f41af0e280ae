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

/** A kind of object, and how it is served. What is in this table is served; what is not, is not. */
export interface ResourceType {
  /** Empty for the core group. */
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
}

const ALL: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
/** Served, so that `get all` and `describe` find their way, but always empty: nothing here would act on them. */
const READ: readonly Verb[] = ['get', 'list', 'watch']
const CHANGE: readonly Verb[] = ['get', 'patch', 'update']

const defaults = {
  group: '',
  version: 'v1',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ALL,
  generation: false,
  subresources: [],
} as const

type Row = Pick<ResourceType, 'kind' | 'plural'> & Partial<ResourceType>

const resource = (row: Row): ResourceType => ({...defaults, singular: row.kind.toLowerCase(), ...row})

const status = (kind: string): Subresource => ({name: 'status', kind, verbs: CHANGE})
const scale: Subresource = {name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: CHANGE}

/** Kinds that are read-only here. */
const empty = (row: Row): ResourceType => resource({verbs: READ, ...row})

/** Questions that are answered and not kept. */
const review = (row: Row): ResourceType => resource({verbs: ['create'], namespaced: false, ...row})

/** Everything that is served, in the order of `kubectl api-resources`. */
export const resourceTypes: readonly ResourceType[] = [
  resource({kind: 'ConfigMap', plural: 'configmaps', shortNames: ['cm']}),
  resource({kind: 'Endpoints', plural: 'endpoints', singular: 'endpoints', shortNames: ['ep']}),
  resource({kind: 'Event', plural: 'events', shortNames: ['ev']}),
  resource({
    kind: 'Namespace',
    plural: 'namespaces',
    shortNames: ['ns'],
    namespaced: false,
    verbs: ALL.filter(verb => verb !== 'deletecollection'),
    subresources: [{name: 'finalize', kind: 'Namespace', verbs: ['update']}, status('Namespace')],
  }),
  resource({kind: 'Node', plural: 'nodes', shortNames: ['no'], namespaced: false, subresources: [status('Node')]}),
  resource({
    kind: 'Pod',
    plural: 'pods',
    shortNames: ['po'],
    categories: ['all'],
    subresources: [
      {name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get']},
      {name: 'binding', kind: 'Binding', verbs: ['create']},
      {name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create']},
      {name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get']},
      {name: 'log', kind: 'Pod', verbs: ['get']},
      {name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get']},
      {name: 'proxy', kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update']},
      status('Pod'),
    ],
  }),
  resource({
    kind: 'ReplicationController',
    plural: 'replicationcontrollers',
    shortNames: ['rc'],
    categories: ['all'],
    generation: true,
    subresources: [scale, status('ReplicationController')],
  }),
  resource({kind: 'Secret', plural: 'secrets'}),
  resource({kind: 'ServiceAccount', plural: 'serviceaccounts', shortNames: ['sa']}),
  resource({
    kind: 'Service',
    plural: 'services',
    shortNames: ['svc'],
    categories: ['all'],
    subresources: [
      {name: 'proxy', kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update']},
      status('Service'),
    ],
  }),
  empty({kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', shortNames: ['pvc']}),
  empty({kind: 'PersistentVolume', plural: 'persistentvolumes', shortNames: ['pv'], namespaced: false}),
  empty({kind: 'DaemonSet', plural: 'daemonsets', group: 'apps', shortNames: ['ds'], categories: ['all']}),
  resource({
    kind: 'Deployment',
    plural: 'deployments',
    group: 'apps',
    shortNames: ['deploy'],
    categories: ['all'],
    generation: true,
    subresources: [scale, status('Deployment')],
  }),
  resource({
    kind: 'ReplicaSet',
    plural: 'replicasets',
    group: 'apps',
    shortNames: ['rs'],
    categories: ['all'],
    generation: true,
    subresources: [scale, status('ReplicaSet')],
  }),
  empty({kind: 'StatefulSet', plural: 'statefulsets', group: 'apps', shortNames: ['sts'], categories: ['all']}),
  empty({
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    group: 'autoscaling',
    version: 'v2',
    shortNames: ['hpa'],
    categories: ['all'],
  }),
  empty({kind: 'CronJob', plural: 'cronjobs', group: 'batch', shortNames: ['cj'], categories: ['all']}),
  empty({kind: 'Job', plural: 'jobs', group: 'batch', categories: ['all']}),
  empty({kind: 'Ingress', plural: 'ingresses', group: 'networking.k8s.io', shortNames: ['ing']}),
  resource({kind: 'Lease', plural: 'leases', group: 'coordination.k8s.io'}),
  resource({kind: 'EndpointSlice', plural: 'endpointslices', group: 'discovery.k8s.io'}),
  empty({
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    group: 'policy',
    shortNames: ['pdb'],
  }),
  review({kind: 'SelfSubjectReview', plural: 'selfsubjectreviews', group: 'authentication.k8s.io'}),
  review({kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews', group: 'authorization.k8s.io'}),
  review({kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews', group: 'authorization.k8s.io'}),
]

export const typeOfKind = (kind: string): ResourceType | undefined => resourceTypes.find(row => row.kind === kind)

const find = (kind: string): ResourceType => {
  const type = typeOfKind(kind)
  if (!type) throw new Error(`${kind} is not in the table of resources`)
  return type
}

/** Kinds that something acts on: whoever adds one must say all that the server needs to know of it (PartOfKinds). */
export type ActingKind =
  | 'Deployment'
  | 'Endpoints'
  | 'EndpointSlice'
  | 'Namespace'
  | 'Node'
  | 'Pod'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Service'
  | 'ServiceAccount'

/** Kinds that are kept and read, and nothing else. */
export type StoredKind = 'ConfigMap' | 'Event' | 'Lease' | 'Secret'

/** One part of what is known of kinds, such as their columns: acting kinds all have it, stored ones may. */
export type PartOfKinds<Part> = Readonly<Record<ActingKind, Part> & Partial<Record<StoredKind, Part>>>

/** What a table of parts says of a kind. @returns undefined for a kind that it leaves out */
export const partOf = <Part>(parts: PartOfKinds<Part>, kind: string): Part | undefined =>
  Object.hasOwn(parts, kind) ? parts[kind as ActingKind] : undefined

/** The kinds that controllers name in their code. */
export const types = {
  ConfigMap: find('ConfigMap'),
  Deployment: find('Deployment'),
  Endpoints: find('Endpoints'),
  EndpointSlice: find('EndpointSlice'),
  Event: find('Event'),
  Lease: find('Lease'),
  Namespace: find('Namespace'),
  Node: find('Node'),
  Pod: find('Pod'),
  ReplicaSet: find('ReplicaSet'),
  ReplicationController: find('ReplicationController'),
  Secret: find('Secret'),
  Service: find('Service'),
  ServiceAccount: find('ServiceAccount'),
} as const satisfies Record<ActingKind | StoredKind, ResourceType>

export const apiVersionOf = ({group, version}: Pick<ResourceType, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`
