import type * as Raw from '../../../kubernetes/types.ts'
import type {Condition, KubeObject, LabelSelector} from '../../api/object.ts'

export interface ContainerPort extends Raw.ContainerPort {
  hostPort?: number
  hostIP?: string
  protocol?: 'TCP' | 'UDP' | 'SCTP'
}

/** Times in seconds. The server fills in the defaults: 0, 1, 10, 1 and 3. */
export interface Probe {
  httpGet?: {path?: string; port: number | string; scheme?: string}
  tcpSocket?: {port: number | string}
  exec?: {command?: string[]}
  grpc?: {port: number}
  initialDelaySeconds?: number
  timeoutSeconds?: number
  periodSeconds?: number
  successThreshold?: number
  failureThreshold?: number
}

export interface Container extends Raw.Container {
  imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never'
  env?: {
    name: string
    value?: string
    valueFrom?: {
      configMapKeyRef?: {name?: string; key?: string; optional?: boolean}
      secretKeyRef?: {name?: string; key?: string; optional?: boolean}
      fieldRef?: {apiVersion?: string; fieldPath: string}
    }
  }[]
  envFrom?: {configMapRef?: {name?: string; optional?: boolean}; secretRef?: {name?: string; optional?: boolean}}[]
  /** A standard input that stays open. */
  stdin?: boolean
  /** It closes when the first client that attached to it is gone. */
  stdinOnce?: boolean
  ports?: ContainerPort[]
  volumeMounts?: {name: string; mountPath: string; readOnly?: boolean}[]
  readinessProbe?: Probe
  livenessProbe?: Probe
  startupProbe?: Probe
  /** `Always` on an init container makes it a sidecar. */
  restartPolicy?: 'Always'
}

export interface Taint {
  key: string
  value?: string
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
  timeAdded?: string
}

export interface Toleration {
  key?: string
  operator?: 'Equal' | 'Exists' | 'Lt' | 'Gt'
  value?: string
  effect?: string
  /** Seconds for which a taint of effect NoExecute is tolerated; absent: for ever. */
  tolerationSeconds?: number
}

export interface NodeSelectorRequirement {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt'
  values?: string[]
}

export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[]
  matchFields?: NodeSelectorRequirement[]
}

export interface PodAffinityTerm {
  labelSelector?: LabelSelector
  namespaces?: string[]
  topologyKey: string
}

export interface Affinity {
  nodeAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: {nodeSelectorTerms: NodeSelectorTerm[]}
    preferredDuringSchedulingIgnoredDuringExecution?: {weight: number; preference: NodeSelectorTerm}[]
  }
  podAffinity?: {requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[]}
  podAntiAffinity?: {requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[]}
}

interface KeyItems {
  optional?: boolean
  items?: {key: string; path: string}[]
}

/** Of the kinds of volume those that read other objects. */
export interface Volume {
  name: string
  configMap?: KeyItems & {name?: string}
  secret?: KeyItems & {secretName?: string}
  projected?: {sources?: {configMap?: KeyItems & {name?: string}; secret?: KeyItems & {name?: string}}[]}
  persistentVolumeClaim?: {claimName: string}
}

export interface PodSpec extends Raw.PodSpec {
  schedulerName?: string
  affinity?: Affinity
  tolerations?: Toleration[]
  containers: Container[]
  initContainers?: Container[]
  volumes?: Volume[]
  serviceAccountName?: string
  automountServiceAccountToken?: boolean
  priority?: number
  priorityClassName?: string
  preemptionPolicy?: string
  runtimeClassName?: string
  restartPolicy?: 'Always' | 'OnFailure' | 'Never'
  terminationGracePeriodSeconds?: number
  activeDeadlineSeconds?: number
  hostNetwork?: boolean
  hostname?: string
  subdomain?: string
}

export interface ContainerStateWaiting {
  reason: string
  message?: string
}

export interface ContainerStateTerminated {
  exitCode: number
  reason: string
  message?: string
  startedAt: string | null
  finishedAt: string
  containerID?: string
}

/** At most one of them is set. */
export interface ContainerState {
  waiting?: ContainerStateWaiting
  running?: {startedAt: string}
  terminated?: ContainerStateTerminated
}

export interface ContainerStatus extends Raw.ContainerStatus {
  state: ContainerState
  lastState: ContainerState
  image: string
  imageID: string
  containerID?: string
  started: boolean
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'

type RawStatus = NonNullable<Raw.Pod['status']>

export interface PodStatus extends RawStatus {
  phase: PodPhase
  conditions?: Condition[]
  hostIP?: string
  hostIPs?: {ip: string}[]
  startTime?: string
  initContainerStatuses?: ContainerStatus[]
  containerStatuses?: ContainerStatus[]
  qosClass?: string
}

export interface Pod extends KubeObject {
  spec: PodSpec
  status: PodStatus
}

/** A pod that waits to be made. */
export interface PodTemplate extends Raw.PodTemplate {
  metadata?: {labels?: Record<string, string>; annotations?: Record<string, string>; name?: string}
  spec: PodSpec
}
