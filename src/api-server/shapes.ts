import {kubectlAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {PORTS_ANNOTATION, REVISION_ANNOTATION, TUNNEL_ANNOTATION} from '../kubernetes/annotations.ts'
import type {
  Condition,
  Container,
  ContainerState,
  ContainerStatus,
  CronJob,
  DaemonSet,
  EndpointAddress,
  Endpoints,
  Ingress,
  IngressBackend,
  Job,
  JobSpec,
  KubeEvent,
  KubeObject,
  LabelSelector,
  Namespace,
  Node,
  ObjectMeta,
  Pod,
  PodSpec,
  PodTemplate,
  ReplicationController,
  ReplicaWorkload,
  ResourceRequirements,
  Service,
} from '../kubernetes/types.ts'
import {type AnyShape, pick, problemOf, type Shape} from './shape.ts'

const texts = {'*': 'text'} as const
const quantities = {'*': 'quantity'} as const

/** The record of who owns which fields is read beside what the type says. */
const metadata: Shape<ObjectMeta & {managedFields?: {manager?: string; fieldsV1?: Record<string, object>}[]}> = {
  name: 'text',
  'namespace?': 'text',
  'uid?': 'text',
  'labels?': texts,
  'annotations?': texts,
  'ownerReferences?': [{kind: 'text', name: 'text', uid: 'text', 'controller?': 'true or false'}],
  'generation?': 'number',
  'resourceVersion?': 'text',
  'creationTimestamp??': 'text',
  'deletionTimestamp??': 'text',
  'finalizers?': ['text'],
  'managedFields?': [{'manager?': 'text', 'fieldsV1?': {'*': {}}}],
}

const head = {apiVersion: 'text', kind: 'text', metadata} as const

const resources: Shape<ResourceRequirements> = {'requests?': quantities, 'limits?': quantities}

const conditions: Shape<Condition[]> = [
  {
    'lastHeartbeatTime?': 'time',
    type: 'text',
    status: 'text',
    'reason?': 'text',
    'message?': 'text',
    'lastTransitionTime??': 'text',
  },
]

const labelSelector: Shape<LabelSelector> = {
  'matchLabels?': texts,
  'matchExpressions?': [{key: 'text', operator: 'text', 'values?': ['text']}],
}

const containers: Shape<Container[]> = [
  {
    name: 'text',
    'image?': 'text',
    'imagePullPolicy?': 'text',
    'ports?': [{containerPort: 'number', 'name?': 'text', 'protocol?': 'text'}],
    'env?': [{name: 'text', 'value?': 'text'}],
    'command?': ['text'],
    'args?': ['text'],
    'restartPolicy?': 'text',
    'readinessProbe??': 'anything',
    'resources?': resources,
  },
]

const podSpec: Shape<PodSpec> = {
  containers,
  'initContainers?': containers,
  'nodeName?': 'text',
  'nodeSelector?': texts,
  'affinity?': {
    'nodeAffinity?': {'requiredDuringSchedulingIgnoredDuringExecution?': {nodeSelectorTerms: [labelSelector]}},
  },
  'tolerations?': [{'key?': 'text', 'operator?': 'text', 'value?': 'text', 'effect?': 'text'}],
  'readinessGates?': [{conditionType: 'text'}],
  'overhead?': quantities,
  'resources?': resources,
}

const template: Shape<PodTemplate> = {'metadata?': {'labels?': texts}, spec: podSpec}

const state: Shape<ContainerState> = {
  'waiting?': {'reason?': 'text', 'message?': 'text'},
  'running?': {'startedAt?': 'time'},
  'terminated?': {
    exitCode: 'number',
    'signal?': 'number',
    'reason?': 'text',
    'message?': 'text',
    'finishedAt??': 'text',
  },
}

const containerStatuses: Shape<ContainerStatus[]> = [
  {
    name: 'text',
    ready: 'true or false',
    restartCount: 'number',
    'started?': 'true or false',
    'state?': state,
    'lastState?': state,
    'resources?': resources,
  },
]

const pod: Shape<Pod> = {
  ...head,
  spec: podSpec,
  'status?': {
    'phase?': 'text',
    'reason?': 'text',
    'message?': 'text',
    'conditions?': conditions,
    'containerStatuses?': containerStatuses,
    'initContainerStatuses?': containerStatuses,
    'podIP?': 'text',
    'podIPs?': [{ip: 'text'}],
    'nominatedNodeName?': 'text',
    'resize?': 'text',
  },
}

const node: Shape<Node> = {
  ...head,
  'spec?': {
    'unschedulable?': 'true or false',
    'providerID?': 'text',
    'taints?': [{key: 'text', 'value?': 'text', 'effect?': 'text'}],
  },
  'status?': {
    'addresses?': [{type: 'text', address: 'text'}],
    'capacity?': quantities,
    'allocatable?': quantities,
    'conditions?': conditions,
    'nodeInfo?': {
      'kubeletVersion?': 'text',
      'osImage?': 'text',
      'kernelVersion?': 'text',
      'containerRuntimeVersion?': 'text',
      'operatingSystem?': 'text',
      'architecture?': 'text',
    },
  },
}

const namespace: Shape<Namespace> = {...head, 'status?': {'phase?': 'text'}}

const service: Shape<Service> = {
  ...head,
  spec: {
    'type?': 'text',
    'clusterIP?': 'text',
    'clusterIPs?': ['text'],
    'externalIPs?': ['text'],
    'externalName?': 'text',
    'ports?': [
      {
        'name?': 'text',
        port: 'number',
        'nodePort?': 'number',
        'protocol?': 'text',
        'appProtocol?': 'text',
        'targetPort?': 'text or number',
      },
    ],
    'selector?': texts,
    'loadBalancerClass?': 'text',
    'allocateLoadBalancerNodePorts?': 'true or false',
    'publishNotReadyAddresses?': 'true or false',
    'externalTrafficPolicy?': 'text',
    'sessionAffinity?': 'text',
  },
  'status?': {'loadBalancer?': {'ingress?': [{'ip?': 'text', 'hostname?': 'text'}]}},
}

const replicaWorkload: Shape<ReplicaWorkload> = {
  ...head,
  spec: {'replicas?': 'number', 'selector?': labelSelector, template},
  'status?': {
    'replicas?': 'number',
    'readyReplicas?': 'number',
    'updatedReplicas?': 'number',
    'availableReplicas?': 'number',
    'observedGeneration?': 'number',
    'conditions?': conditions,
    'currentRevision?': 'text',
    'updateRevision?': 'text',
  },
}

const replicationController: Shape<ReplicationController> = {
  ...head,
  spec: {'replicas?': 'number', 'selector?': texts, 'template?': template},
  'status?': {
    'replicas?': 'number',
    'readyReplicas?': 'number',
    'observedGeneration?': 'number',
    'conditions?': conditions,
  },
}

const daemonSet: Shape<DaemonSet> = {
  ...head,
  spec: {'selector?': labelSelector, template},
  'status?': {
    'desiredNumberScheduled?': 'number',
    'currentNumberScheduled?': 'number',
    'numberReady?': 'number',
    'updatedNumberScheduled?': 'number',
    'numberAvailable?': 'number',
    'observedGeneration?': 'number',
  },
}

const jobSpec: Shape<JobSpec> = {
  'ttlSecondsAfterFinished?': 'number',
  'completions?': 'number',
  'parallelism?': 'number',
  'selector?': labelSelector,
  template,
}

const job: Shape<Job> = {
  ...head,
  spec: jobSpec,
  'status?': {
    'succeeded?': 'number',
    'failed?': 'number',
    'startTime?': 'time',
    'completionTime?': 'time',
    'conditions?': conditions,
  },
}

const cronJob: Shape<CronJob> = {
  ...head,
  spec: {schedule: 'text', 'timeZone?': 'text', 'suspend?': 'true or false', jobTemplate: {spec: jobSpec}},
  'status?': {'active?': ['anything'], 'lastScheduleTime?': 'time'},
}

const event: Shape<KubeEvent> = {
  ...head,
  'reason?': 'text',
  'message?': 'text',
  'type?': 'text',
  'count??': 'number',
  'series??': {'count?': 'number', 'lastObservedTime?': 'text'},
  'involvedObject?': {'kind?': 'text', 'name?': 'text', 'uid?': 'text', 'fieldPath?': 'text'},
  'firstTimestamp??': 'text',
  'lastTimestamp??': 'text',
  'eventTime??': 'text',
  'source?': {'component?': 'text', 'host?': 'text'},
  'reportingComponent?': 'text',
  'reportingInstance?': 'text',
}

const addresses: Shape<EndpointAddress[]> = [
  {ip: 'text', 'nodeName?': 'text', 'targetRef?': {'kind?': 'text', 'namespace?': 'text', 'name?': 'text'}},
]

const endpoints: Shape<Endpoints> = {
  ...head,
  'subsets?': [
    {
      'addresses?': addresses,
      'notReadyAddresses?': addresses,
      'ports?': [{'name?': 'text', port: 'number', 'protocol?': 'text'}],
    },
  ],
}

const backend: Shape<IngressBackend> = {
  'service?': {name: 'text', 'port?': {'name?': 'text', 'number?': 'number'}},
  'resource??': 'anything',
}

const ingress: Shape<Ingress> = {
  ...head,
  spec: {
    'ingressClassName?': 'text',
    'defaultBackend?': backend,
    'rules?': [{'host?': 'text', 'http?': {paths: [{'path?': 'text', 'pathType?': 'text', backend}]}}],
    'tls?': [{'hosts?': ['text'], 'secretName?': 'text'}],
  },
  'status?': {'loadBalancer?': {'ingress?': [{'ip?': 'text', 'hostname?': 'text'}]}},
}

const storageClass: Shape<KubeObject & {volumeBindingMode?: string}> = {...head, 'volumeBindingMode?': 'text'}

/** The kinds of which more than the head is read. */
const SHAPES: Readonly<Record<string, AnyShape>> = {
  Node: node,
  Namespace: namespace,
  Pod: pod,
  Service: service,
  Deployment: replicaWorkload,
  StatefulSet: replicaWorkload,
  ReplicaSet: replicaWorkload,
  ReplicationController: replicationController,
  DaemonSet: daemonSet,
  Job: job,
  CronJob: cronJob,
  Event: event,
  Endpoints: endpoints,
  Ingress: ingress,
  StorageClass: storageClass,
}

const shapeOf = (kind: unknown): AnyShape =>
  (typeof kind === 'string' && Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined) ?? head

/**
 * Makes sure that an object of the API server has the types that are read of it: a server that sends others is no
 * Kubernetes, or is broken.
 * @param asked the command in short, for the message: `kubectl get`
 * @throws KubiaError ANSWER_UNREADABLE, with the object and the field
 */
export const checkObject = (value: unknown, asked: string): KubeObject => {
  const {kind, metadata: meta} = (value ?? {}) as {kind?: unknown; metadata?: {name?: unknown} | null}
  const known = typeof kind === 'string' ? kind : undefined
  const problem = problemOf(value, shapeOf(kind))
  if (problem === undefined) return value as KubeObject
  const name = typeof meta?.name === 'string' ? meta.name : undefined
  const what = known === undefined ? 'an object' : name === undefined ? `a ${known}` : `${known} ${name}`
  throw new KubiaError('ANSWER_UNREADABLE', `${asked} answered with ${what} that cannot be read: ${problem}`, {
    fix:
      known === undefined || name === undefined
        ? []
        : [kubectlAdvice(['get', `${known.toLowerCase()}/${name}`, '-o', 'yaml'], 'shows what the API server sent')],
  })
}

/** What is long in many objects, and read only of one that is asked for by its name. */
const READ_BY_NAME: readonly string[] = ['env?', 'command?', 'args?', 'managedFields?']
/** The annotations that are read in lists: whatever else there is may be long. */
const annotations: AnyShape = {
  [`${REVISION_ANNOTATION}?`]: 'text',
  [`${TUNNEL_ANNOTATION}?`]: 'text',
  [`${PORTS_ANNOTATION}?`]: 'text',
}

const briefShape = (shape: AnyShape): AnyShape => {
  if (typeof shape === 'string') return shape
  if (Array.isArray(shape)) return [briefShape(shape[0])]
  const fields = Object.entries(shape).filter(([key]) => !READ_BY_NAME.includes(key))
  return Object.fromEntries(fields.map(([key, part]) => [key, key === 'annotations?' ? annotations : briefShape(part)]))
}

/** The brief shapes of those kinds that were met. */
const BRIEF = new Map<AnyShape, AnyShape>()

const briefOf = (shape: AnyShape): AnyShape => {
  const known = BRIEF.get(shape) ?? briefShape(shape)
  BRIEF.set(shape, known)
  return known
}

/** An object of a list with what lists are read for: 12 KB of JSON become about 2. @param object one that was checked */
export const briefly = (object: KubeObject): KubeObject => pick(object, briefOf(shapeOf(object.kind))) as KubeObject
