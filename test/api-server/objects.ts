import type {
  Container,
  ContainerStatus,
  KubeEvent,
  KubeObject,
  Pod,
  ReplicaWorkload,
} from '../../src/kubernetes/types.ts'

/** A pod of one container `kubia`, that owner's or nobody's. */
export const pod = (name: string, status: Pod['status'] = {}, owner?: KubeObject): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'shop',
    uid: `uid-${name}`,
    labels: {app: 'kubia'},
    ...(owner
      ? {
          ownerReferences: [
            {kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid ?? '', controller: true},
          ],
        }
      : {}),
  },
  spec: {containers: [{name: 'kubia', image: 'museopkim/kubia'}], nodeName: 'worker'},
  status,
})

/** A status of the container `kubia`. */
export const container = (changes: Partial<ContainerStatus>): ContainerStatus => ({
  name: 'kubia',
  ready: false,
  restartCount: 0,
  ...changes,
})

export const waiting = (reason: string, message?: string, changes: Partial<ContainerStatus> = {}): ContainerStatus =>
  container({state: {waiting: {reason, ...(message ? {message} : {})}}, ...changes})

export const ready: Pod['status'] = {phase: 'Running', conditions: [{type: 'Ready', status: 'True'}]}

export const event = (reason: string, message: string, count = 1): KubeEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {name: reason},
  reason,
  message,
  count,
})

/** A deployment `kubia` whose controller has seen everything. */
export const deployment = (
  spec: Partial<ReplicaWorkload['spec']> = {},
  status: ReplicaWorkload['status'] = {},
  containers: Container[] = [
    {name: 'kubia', image: 'museopkim/kubia', ports: [{containerPort: 8080, protocol: 'TCP'}]},
  ],
): ReplicaWorkload => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'kubia',
    namespace: 'shop',
    uid: 'uid-kubia',
    generation: 1,
    resourceVersion: '7',
    labels: {app: 'kubia'},
  },
  spec: {
    replicas: 1,
    selector: {matchLabels: {app: 'kubia'}},
    template: {metadata: {labels: {app: 'kubia'}}, spec: {containers}},
    ...spec,
  },
  status: {observedGeneration: 1, ...status},
})

/** A replica set of a deployment, of some revision. */
export const replicaSet = (owner: KubeObject, revision: number, replicas = 1): ReplicaWorkload => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: `kubia-${revision}`,
    namespace: 'shop',
    uid: `uid-rs-${revision}`,
    annotations: {'deployment.kubernetes.io/revision': String(revision)},
    ownerReferences: [{kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid ?? '', controller: true}],
  },
  spec: {replicas, template: {spec: {containers: []}}},
  status: {replicas, readyReplicas: replicas},
})
