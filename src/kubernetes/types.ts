/**
 * The parts of raw Kubernetes objects that the printers read, as the API server sends them. Every field that the API
 * may leave out is optional, so that an object of any age or of a simulated cluster can be printed.
 */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

export interface ObjectMeta {
  name: string
  namespace?: string
  uid?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: {kind: string; name: string; uid: string; controller?: boolean}[]
  /** Counts changes of the spec; kinds without a spec of that sort (services) have none. */
  generation?: number
  /** Changes with every change of the object. */
  resourceVersion?: string
  /** RFC 3339, whole seconds. */
  creationTimestamp?: string | null
  deletionTimestamp?: string | null
  finalizers?: string[]
}

/** Quantities by resource name, in the API's own notation: `{cpu: '250m', memory: '64Mi'}`. */
export type ResourceList = Record<string, string>

export interface ResourceRequirements {
  requests?: ResourceList
  limits?: ResourceList
}

export interface Condition {
  lastHeartbeatTime?: string
  type: string
  status: string
  reason?: string
  message?: string
  lastTransitionTime?: string | null
}

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: {key: string; operator: string; values?: string[]}[]
}

export interface ContainerPort {
  containerPort: number
  name?: string
  protocol?: string
}

export interface Container {
  name: string
  image?: string
  imagePullPolicy?: string
  ports?: ContainerPort[]
  env?: {name: string; value?: string}[]
  command?: string[]
  args?: string[]
  /** `Always` on an init container makes it a sidecar. */
  restartPolicy?: string
  readinessProbe?: unknown
  resources?: ResourceRequirements
}

export interface ContainerState {
  waiting?: {reason?: string; message?: string}
  running?: {startedAt?: string}
  terminated?: {exitCode: number; signal?: number; reason?: string; message?: string; finishedAt?: string | null}
}

export interface ContainerStatus {
  name: string
  ready: boolean
  restartCount: number
  started?: boolean
  state?: ContainerState
  lastState?: ContainerState
  resources?: ResourceRequirements
}

export interface Taint {
  key: string
  value?: string
  effect?: string
}

export interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
}

export interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  nodeName?: string
  nodeSelector?: Record<string, string>
  affinity?: {
    nodeAffinity?: {requiredDuringSchedulingIgnoredDuringExecution?: {nodeSelectorTerms: LabelSelector[]}}
  }
  tolerations?: Toleration[]
  readinessGates?: {conditionType: string}[]
  overhead?: ResourceList
  /** Pod-level resources, from 1.32. */
  resources?: ResourceRequirements
}

export interface Pod extends KubeObject {
  spec: PodSpec
  status?: {
    phase?: string
    reason?: string
    message?: string
    conditions?: Condition[]
    containerStatuses?: ContainerStatus[]
    initContainerStatuses?: ContainerStatus[]
    podIP?: string
    podIPs?: {ip: string}[]
    nominatedNodeName?: string
    /** Until 1.32; later a condition says it. */
    resize?: string
  }
}

export interface PodTemplate {
  metadata?: {labels?: Record<string, string>}
  spec: PodSpec
}

export interface Node extends KubeObject {
  spec?: {
    unschedulable?: boolean
    /** Says who made the node: `kind://docker/kubia/kubia-worker`. */
    providerID?: string
    taints?: Taint[]
  }
  status?: {
    addresses?: {type: string; address: string}[]
    capacity?: ResourceList
    allocatable?: ResourceList
    conditions?: Condition[]
    nodeInfo?: NodeSystemInfo
  }
}

export interface Namespace extends KubeObject {
  status?: {phase?: string}
}

export interface NodeSystemInfo {
  kubeletVersion?: string
  osImage?: string
  kernelVersion?: string
  containerRuntimeVersion?: string
  operatingSystem?: string
  architecture?: string
}

export interface ServicePort {
  name?: string
  port: number
  nodePort?: number
  protocol?: string
  /** The application protocol, where it is stated: `https`, `kubernetes.io/h2c`. */
  appProtocol?: string
  /** A number, or the name of a container's port. */
  targetPort?: number | string
}

export interface Service extends KubeObject {
  spec: {
    type?: string
    clusterIP?: string
    clusterIPs?: string[]
    externalIPs?: string[]
    externalName?: string
    ports?: ServicePort[]
    selector?: Record<string, string>
    /** True: a pod is among the endpoints as soon as it has an address. */
    publishNotReadyAddresses?: boolean
    loadBalancerClass?: string
    /** False: the ports of a LoadBalancer get no node ports. */
    allocateLoadBalancerNodePorts?: boolean
    /** `Local`: a node port leads only to pods of its own node. */
    externalTrafficPolicy?: string
    /** `ClientIP`: a client stays with the pod that it had first. */
    sessionAffinity?: string
  }
  status?: {loadBalancer?: {ingress?: {ip?: string; hostname?: string}[]}}
}

/** Deployment, StatefulSet and ReplicaSet: they differ only in what their status counts. */
export interface ReplicaWorkload extends KubeObject {
  spec: {replicas?: number; selector?: LabelSelector; template: PodTemplate}
  status?: {
    replicas?: number
    readyReplicas?: number
    updatedReplicas?: number
    availableReplicas?: number
    observedGeneration?: number
    conditions?: Condition[]
    /** StatefulSets only. */
    currentRevision?: string
    updateRevision?: string
  }
}

export interface ReplicationController extends KubeObject {
  spec: {replicas?: number; selector?: Record<string, string>; template?: PodTemplate}
  status?: {replicas?: number; readyReplicas?: number; observedGeneration?: number; conditions?: Condition[]}
}

export interface DaemonSet extends KubeObject {
  spec: {selector?: LabelSelector; template: PodTemplate}
  status?: {
    desiredNumberScheduled?: number
    currentNumberScheduled?: number
    numberReady?: number
    updatedNumberScheduled?: number
    numberAvailable?: number
    observedGeneration?: number
  }
}

export interface JobSpec {
  completions?: number
  parallelism?: number
  /** How long a finished job stays, in seconds; it is kept where it does not say. */
  ttlSecondsAfterFinished?: number
  selector?: LabelSelector
  template: PodTemplate
}

export interface Job extends KubeObject {
  spec: JobSpec
  status?: {succeeded?: number; failed?: number; startTime?: string; completionTime?: string; conditions?: Condition[]}
}

export interface CronJob extends KubeObject {
  spec: {schedule: string; timeZone?: string; suspend?: boolean; jobTemplate: {spec: JobSpec}}
  status?: {active?: unknown[]; lastScheduleTime?: string}
}

/** The API server's version as numbers: 1.20.2 is `{major: 1, minor: 20}`. */
export interface ServerVersion {
  major: number
  minor: number
}

/** What a cell depends on besides the object: kubectl prints the server's columns, and they changed over time. */
export interface PrinterContext {
  /** Milliseconds since the epoch. */
  now: number
  serverVersion: ServerVersion
}

/** Where an ingress sends requests; `resource` names something else than a service. */
export interface IngressBackend {
  service?: {name: string; port?: {name?: string; number?: number}}
  resource?: unknown
}

export interface IngressPath {
  path?: string
  pathType?: string
  backend: IngressBackend
}

/** A networking.k8s.io/v1 Ingress. */
export interface Ingress extends KubeObject {
  spec: {
    ingressClassName?: string
    defaultBackend?: IngressBackend
    rules?: {host?: string; http?: {paths: IngressPath[]}}[]
    tls?: {hosts?: string[]; secretName?: string}[]
  }
  status?: {loadBalancer?: {ingress?: {ip?: string; hostname?: string}[]}}
}

/** A core/v1 Event. */
export interface KubeEvent extends KubeObject {
  reason?: string
  message?: string
  type?: string
  count?: number | null
  /** Events of the newer API count here. */
  series?: {count?: number; lastObservedTime?: string} | null
  involvedObject?: {kind?: string; name?: string; uid?: string; fieldPath?: string}
  /** RFC 3339; events of the newer API have `eventTime` alone, with microseconds. */
  firstTimestamp?: string | null
  lastTimestamp?: string | null
  eventTime?: string | null
  /** Who says it; the newer API has the two fields below instead. */
  source?: {component?: string; host?: string}
  reportingComponent?: string
  reportingInstance?: string
}

/** One address of a service's endpoints. */
export interface EndpointAddress {
  ip: string
  nodeName?: string
  targetRef?: {kind?: string; namespace?: string; name?: string}
}

export interface Endpoints extends KubeObject {
  subsets?: {
    addresses?: EndpointAddress[]
    notReadyAddresses?: EndpointAddress[]
    ports?: {name?: string; port: number; protocol?: string}[]
  }[]
}
