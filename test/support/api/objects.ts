/** Raw objects as an API server sends them, one of each kind that kubia reads; all is well with them. */
export type RawObject = Record<string, unknown> & {kind: string; metadata: Record<string, unknown>}

const LABELS = {app: 'web'}
const CREATED = '2026-11-28T00:00:00Z'

const meta = (name: string, more: object = {}): Record<string, unknown> => ({
  name,
  namespace: 'default',
  uid: `uid-${name}`,
  resourceVersion: '18446744073709551615',
  generation: 1,
  creationTimestamp: CREATED,
  labels: LABELS,
  ...more,
})

const owner = (kind: string, name: string): object => ({
  ownerReferences: [{apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true}],
})

const containers = [{name: 'web', image: 'nginx:1', ports: [{containerPort: 80}], resources: {requests: {cpu: '100m'}}}]

const node: RawObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'node-1', uid: 'uid-node-1', creationTimestamp: CREATED, labels: {}},
  spec: {taints: [{key: 'a', effect: 'PreferNoSchedule'}]},
  status: {
    addresses: [{type: 'InternalIP', address: '10.0.0.1'}],
    capacity: {cpu: '4', memory: '8Gi', pods: '110'},
    allocatable: {cpu: '4', memory: '8Gi', pods: '110'},
    conditions: [{type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'ready', lastHeartbeatTime: CREATED}],
    nodeInfo: {kubeletVersion: 'v1.36.4', osImage: 'Debian', containerRuntimeVersion: 'containerd://2'},
  },
}

const deployment: RawObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta('web', {annotations: {'deployment.kubernetes.io/revision': '1'}}),
  spec: {replicas: 1, selector: {matchLabels: LABELS}, template: {metadata: {labels: LABELS}, spec: {containers}}},
  status: {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    conditions: [{type: 'Available', status: 'True'}],
  },
}

const replicaSet: RawObject = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta('web-1', {...owner('Deployment', 'web'), annotations: {'deployment.kubernetes.io/revision': '1'}}),
  spec: {replicas: 1, selector: {matchLabels: LABELS}, template: {metadata: {labels: LABELS}, spec: {containers}}},
  status: {replicas: 1, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1},
}

const pod: RawObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta('web-1-a', owner('ReplicaSet', 'web-1')),
  spec: {containers, nodeName: 'node-1'},
  status: {
    phase: 'Running',
    podIP: '10.1.0.1',
    podIPs: [{ip: '10.1.0.1'}],
    conditions: [{type: 'Ready', status: 'True'}],
    containerStatuses: [
      {
        name: 'web',
        ready: true,
        restartCount: 0,
        started: true,
        state: {running: {startedAt: CREATED}},
        image: 'nginx:1',
      },
    ],
  },
}

const service: RawObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta('web'),
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.2.0.1',
    ports: [{port: 80, targetPort: 80, protocol: 'TCP'}],
    selector: LABELS,
  },
  status: {loadBalancer: {}},
}

const replicated = (kind: string, apiVersion = 'apps/v1'): RawObject => ({
  apiVersion,
  kind,
  metadata: meta('web'),
  spec: {replicas: 1, selector: {matchLabels: LABELS}, template: {metadata: {labels: LABELS}, spec: {containers}}},
  status: {replicas: 1, readyReplicas: 1, observedGeneration: 1, currentRevision: 'a', updateRevision: 'a'},
})

const job: RawObject = {
  ...replicated('Job', 'batch/v1'),
  spec: {completions: 1, parallelism: 1, template: {metadata: {labels: LABELS}, spec: {containers}}},
  status: {
    succeeded: 1,
    failed: 0,
    startTime: CREATED,
    completionTime: CREATED,
    conditions: [{type: 'Complete', status: 'True'}],
  },
}

const cronJob: RawObject = {
  ...replicated('CronJob', 'batch/v1'),
  spec: {schedule: '* * * * *', suspend: false, jobTemplate: {spec: job['spec']}},
  status: {active: [], lastScheduleTime: CREATED},
}

const daemonSet: RawObject = {
  ...replicated('DaemonSet'),
  spec: {selector: {matchLabels: LABELS}, template: {metadata: {labels: LABELS}, spec: {containers}}},
  status: {
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    numberReady: 1,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
    observedGeneration: 1,
  },
}

const replicationController: RawObject = {
  ...replicated('ReplicationController', 'v1'),
  spec: {replicas: 1, selector: LABELS, template: {metadata: {labels: LABELS}, spec: {containers}}},
}

const event: RawObject = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: meta('web-1-a.1'),
  reason: 'Pulled',
  message: 'pulled',
  type: 'Normal',
  count: 1,
  series: null,
  involvedObject: {kind: 'Pod', name: 'web-1-a', uid: 'uid-web-1-a', fieldPath: 'spec'},
}

const endpoints: RawObject = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: meta('web'),
  subsets: [
    {
      addresses: [
        {ip: '10.1.0.1', nodeName: 'node-1', targetRef: {kind: 'Pod', namespace: 'default', name: 'web-1-a'}},
      ],
      ports: [{port: 80, protocol: 'TCP'}],
    },
  ],
}

/** What a server has: a deployment that is healthy, with its service, on one node. */
export const OBJECTS: readonly RawObject[] = [node, deployment, replicaSet, pod, service, endpoints, event]

const lengthOf = (value: unknown): number => JSON.stringify(value, null, 4).length

/**
 * Pods of 100 nodes and 20 namespaces, each of so many bytes as `kubectl get -o json` prints it: the pods of a real
 * cluster are long by variables, volumes, annotations, tolerations and conditions.
 */
export const manyPods = (count: number, bytes: number): RawObject[] =>
  Array.from({length: count}, (_, index) => {
    const name = `web-${index % 1000}-${index}`
    const one: RawObject = {
      ...pod,
      metadata: meta(name, {...owner('ReplicaSet', 'web-1'), namespace: `team-${index % 20}`}),
      spec: {
        nodeName: `node-${index % 100}`,
        containers: [
          {
            ...containers[0],
            image: `registry.example.com/team/web@sha256:${'a'.repeat(64)}`,
            command: ['/bin/sh', '-c', 'exec /srv/web --config /etc/web/config.yaml'],
            env: Array.from({length: 20}, (_, number) => ({
              name: `VARIABLE_${number}`,
              value: `value ${number} of ${name}`,
            })),
            volumeMounts: Array.from({length: 6}, (_, number) => ({
              name: `volume-${number}`,
              mountPath: `/mnt/${number}`,
            })),
          },
        ],
        volumes: Array.from({length: 6}, (_, number) => ({
          name: `volume-${number}`,
          configMap: {name: `config-${number}`},
        })),
        tolerations: ['not-ready', 'unreachable'].map(key => ({key: `node.kubernetes.io/${key}`, operator: 'Exists'})),
      },
      status: {
        ...(pod['status'] as object),
        startTime: CREATED,
        conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
          type => ({
            type,
            status: 'True',
            lastProbeTime: null,
            lastTransitionTime: CREATED,
          }),
        ),
      },
    }
    const filler = 'x'.repeat(Math.max(0, bytes - lengthOf([[one]])))
    return {...one, metadata: {...one.metadata, annotations: {filler}}}
  })

/** One of each kind that kubia reads. */
export const ONE_OF_EACH: readonly RawObject[] = [
  ...OBJECTS,
  replicated('StatefulSet'),
  daemonSet,
  replicationController,
  job,
  cronJob,
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'default'}, status: {phase: 'Active'}},
]
