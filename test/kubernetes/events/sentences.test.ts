import {expect, test} from 'vitest'
import {sentenceOf, sentenceOfEndpoints, sentenceOfStored} from '../../../src/kubernetes/events/sentences.ts'
import type {Endpoints, KubeEvent, KubeObject} from '../../../src/kubernetes/types.ts'

const event = (reason: string, message: string, more: Partial<KubeEvent> = {}): KubeEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {name: 'web.1'},
  reason,
  message,
  involvedObject: {kind: 'Pod', name: 'web-1', fieldPath: 'spec.containers{web}'},
  source: {component: 'kubelet', host: 'k-worker'},
  ...more,
})
const by = (component: string, kind: string, name = 'web'): Partial<KubeEvent> => ({
  source: {component},
  involvedObject: {kind, name},
})

test.each([
  [
    'Scheduled',
    'Successfully assigned default/web-1 to k-worker',
    {source: {}, reportingComponent: 'default-scheduler'},
    'The scheduler puts pod web-1 on node k-worker.',
  ],
  [
    'FailedScheduling',
    '0/3 nodes are available: 3 Insufficient cpu.',
    {source: {}, reportingComponent: 'default-scheduler'},
    'The scheduler finds no node for pod web-1: 0/3 nodes are available: 3 Insufficient cpu.',
  ],
  [
    'ScalingReplicaSet',
    'Scaled up replica set web-7d to 3',
    by('deployment-controller', 'Deployment'),
    'The deployment controller scales replica set web-7d up to 3.',
  ],
  [
    'ScalingReplicaSet',
    'Scaled down replica set web-7d to 0 from 1',
    by('deployment-controller', 'Deployment'),
    'The deployment controller scales replica set web-7d down to 0.',
  ],
  [
    'ScalingReplicaSet',
    'Scaled up replica set web-7d from 0 to 1',
    by('deployment-controller', 'Deployment'),
    'The deployment controller scales replica set web-7d up to 1.',
  ],
  [
    'SuccessfulCreate',
    'Created pod: web-7d-abcde',
    by('replicaset-controller', 'ReplicaSet'),
    'The replica set controller makes pod web-7d-abcde.',
  ],
  [
    'SuccessfulCreate',
    'create Pod web-0 in StatefulSet web successful',
    by('statefulset-controller', 'StatefulSet'),
    'The stateful set controller makes pod web-0.',
  ],
  [
    'SuccessfulCreate',
    'Created job tick-1',
    by('cronjob-controller', 'CronJob'),
    'The cron job controller makes job tick-1.',
  ],
  [
    'SuccessfulDelete',
    'Deleted pod: web-7d-abcde',
    by('replication-controller', 'ReplicationController'),
    'The replication controller deletes pod web-7d-abcde.',
  ],
  [
    'FailedCreate',
    'Error creating: quota',
    by('replicaset-controller', 'ReplicaSet'),
    'The replica set controller cannot make a pod for replica set web: Error creating: quota',
  ],
  [
    'Pulling',
    'Pulling image "museopkim/kubia"',
    {},
    'The kubelet of k-worker pulls image museopkim/kubia for pod web-1.',
  ],
  [
    'Pulled',
    'Successfully pulled image "museopkim/kubia" in 2.3s (2.3s including waiting). Image size: 1 bytes.',
    {},
    'The kubelet of k-worker has pulled image museopkim/kubia for pod web-1, in 2.3s.',
  ],
  [
    'Pulled',
    'Container image "museopkim/kubia" already present on machine',
    {},
    'The kubelet of k-worker has image museopkim/kubia already, and needs no pull for pod web-1.',
  ],
  ['Created', 'Created container web', {}, 'The kubelet of k-worker makes container web of pod web-1.'],
  ['Started', 'Started container web', {}, 'The kubelet of k-worker starts container web of pod web-1.'],
  ['Killing', 'Stopping container web', {}, 'The kubelet of k-worker stops container web of pod web-1.'],
  [
    'Failed',
    'Failed to pull image "no:such": not found',
    {},
    'The kubelet of k-worker cannot pull image no:such for pod web-1: not found',
  ],
  [
    'Failed',
    'Error: ErrImagePull',
    {},
    'The kubelet of k-worker cannot start container web of pod web-1: ErrImagePull',
  ],
  [
    'BackOff',
    'Back-off pulling image "no:such"',
    {},
    'The kubelet of k-worker waits before it tries to pull image no:such for pod web-1 again.',
  ],
  [
    'BackOff',
    'Back-off restarting failed container',
    {},
    'The kubelet of k-worker waits before it starts container web of pod web-1 again: it ended.',
  ],
  [
    'Unhealthy',
    'Readiness probe failed: 503',
    {},
    'The kubelet of k-worker counts pod web-1 unhealthy: Readiness probe failed: 503',
  ],
  [
    'Odd',
    'Something  new\nhappened',
    by('my-operator', 'Widget'),
    'The my-operator says of widget web: Something new happened',
  ],
])('%s, "%s", is a sentence', (reason, message, more, sentence) => {
  expect(sentenceOf(event(reason, message, more))).toBe(sentence)
})

test('What the API server stores of a service has its address and its node port', () => {
  const service = {
    kind: 'Service',
    metadata: {name: 'web'},
    spec: {clusterIP: '10.96.0.9', ports: [{port: 80, nodePort: 30080}]},
  } as unknown as KubeObject
  expect(sentenceOfStored(service)).toBe(
    'The API server stores service web, with address 10.96.0.9 and node port 30080.',
  )
  const app = {kind: 'ReplicaSet', metadata: {name: 'web-7d'}} as KubeObject
  expect(sentenceOfStored(app, true)).toBe('The API server stores replica set web-7d as it is now.')
})

test('Endpoints tell to which pods a service leads, three by name', () => {
  const to = (...names: string[]) =>
    sentenceOfEndpoints({
      metadata: {name: 'web'},
      subsets: [{addresses: names.map(name => ({ip: '10.0.0.1', targetRef: {name}}))}],
    } as unknown as Endpoints)
  expect(to()).toBe('The endpoints controller knows no ready pod for service web.')
  expect(to('a')).toBe('The endpoints controller leads service web to a.')
  expect(to('a', 'b', 'c', 'd')).toBe('The endpoints controller leads service web to 4 pods: a, b, c, …')
})
