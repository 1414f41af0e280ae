import {describe, expect, test} from 'vitest'
import {troublesOfServices} from '../../../src/api-server/service-health.ts'
import {explainNoEndpoints} from '../../../src/kubernetes/kinds/service.ts'
import type {KubeObject, Pod, Service} from '../../../src/kubernetes/types.ts'
import {deployment, pod, ready, replicaSet} from '../../api-server/objects.ts'

const service = (spec: Service['spec'] = {}, name = 'kubia'): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name, namespace: 'shop'},
  spec: {type: 'ClusterIP', selector: {app: 'kubia'}, ports: [{port: 80, targetPort: 8080}], ...spec},
})
const running = pod('kubia-a', ready)
const notReady = pod('kubia-b', {phase: 'Running'})
const labelled = (labels: Record<string, string>): Pod => ({...running, metadata: {...running.metadata, labels}})
const elsewhere: Pod = {...running, metadata: {...running.metadata, namespace: 'bank'}}
const leaving: Pod = {...running, metadata: {...running.metadata, deletionTimestamp: '2026-01-01T00:00:00Z'}}
const withPort = (name: string): Pod => ({
  ...running,
  spec: {...running.spec, containers: [{name: 'kubia', ports: [{containerPort: 8080, name}]}]},
})
const stopped = [{node: 'worker', says: 'node worker is not Ready (stopped)'}]
const unnoticed = [{node: 'worker', says: 'node worker is stopped, which Kubernetes has not noticed yet'}]
const other = {...notReady, spec: {...notReady.spec, nodeName: 'worker2'}}

describe('A service', () => {
  test.each<[string, Service, Pod[], string | undefined]>([
    ['leads to a ready pod', service(), [running], undefined],
    ['leads to a ready pod beside others', service(), [notReady, running], undefined],
    ['matches no pod', service(), [], 'no endpoints: no pod has app=kubia'],
    [
      'matches by all of its labels',
      service({selector: {tier: 'web', app: 'kubia'}}),
      [running],
      'no endpoints: no pod has app=kubia,tier=web',
    ],
    ['matches none of other labels', service(), [labelled({app: 'web'})], 'no endpoints: no pod has app=kubia'],
    ['matches none of another namespace', service(), [elsewhere], 'no endpoints: no pod has app=kubia'],
    ['does not count pods that are being deleted', service(), [leaving], 'no endpoints: no pod has app=kubia'],
    [
      'does not count pods that have ended',
      service(),
      [pod('job', {phase: 'Succeeded'})],
      'no endpoints: no pod has app=kubia',
    ],
    ['matches one pod that is not ready', service(), [notReady], 'no endpoints: its pod is not ready'],
    [
      'matches pods that are not ready',
      service(),
      [notReady, pod('kubia-c')],
      'no endpoints: none of its 2 pods is ready',
    ],
    [
      'takes pods that are not ready, where it says so',
      service({publishNotReadyAddresses: true}),
      [notReady],
      undefined,
    ],
    [
      'names a port that no container has',
      service({ports: [{port: 80, targetPort: 'web'}]}),
      [withPort('http')],
      'no endpoints: no container of its pods names a port web',
    ],
    ['names a port of a container', service({ports: [{port: 80, targetPort: 'web'}]}), [withPort('web')], undefined],
    [
      'has one port of two that a container has',
      service({
        ports: [
          {port: 80, targetPort: 'web'},
          {port: 81, targetPort: 81},
        ],
      }),
      [running],
      undefined,
    ],
    [
      'is headless, and its name leads to no pod',
      service({clusterIP: 'None'}),
      [],
      'no endpoints: no pod has app=kubia',
    ],
    [
      'is headless without ports, and its name leads to a pod',
      service({clusterIP: 'None', ports: []}),
      [running],
      undefined,
    ],
    [
      'is a load balancer that has no address yet, and leads to a pod',
      service({type: 'LoadBalancer'}),
      [running],
      undefined,
    ],
    ['is a name in the DNS', service({type: 'ExternalName', externalName: 'db.example'}), [], undefined],
    ['has endpoints that somebody else gives it', {...service(), spec: {ports: [{port: 443}]}}, [], undefined],
    ['has an empty selector', service({selector: {}}), [], undefined],
  ])('%s', (_, one, pods, says) => expect(explainNoEndpoints(one, pods)).toBe(says))

  test('whose pods are all on a node that is down has none because of the node', () => {
    expect(explainNoEndpoints(service(), [notReady], stopped)).toBe('no endpoints: node worker is not Ready (stopped)')
    expect(explainNoEndpoints(service(), [running], unnoticed)).toBe(
      'no endpoint answers: node worker is stopped, which Kubernetes has not noticed yet',
    )
    expect(explainNoEndpoints(service(), [notReady, other], stopped)).toBe(
      'no endpoints: none of its 2 pods is ready, node worker is not Ready (stopped)',
    )
    expect(explainNoEndpoints(service(), [running, {...other, status: ready}], unnoticed)).toBe(undefined)
  })
})

test('Of listed services those that lead nowhere are named, each by the pods of its own namespace', () => {
  const bank = {...service(), metadata: {name: 'kubia', namespace: 'bank'}}
  const items = [service(), service({selector: {app: 'web'}}, 'web'), bank, running]
  expect(troublesOfServices(items)).toEqual([
    {service: 'service/web', namespace: 'shop', says: 'no endpoints: no pod has app=web'},
    {service: 'service/kubia', namespace: 'bank', says: 'no endpoints: no pod has app=kubia'},
  ])
})

test('A service of apps that are scaled to 0 says so of each that would run its pods', () => {
  const [none, some] = [{replicas: 0}, {replicas: 2}]
  const set: KubeObject & {spec: object} = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {name: 'db', namespace: 'shop'},
    spec: {
      replicas: 0,
      selector: {},
      template: {metadata: {labels: {app: 'kubia', disk: 'ssd'}}, spec: {containers: []}},
    },
  }
  const bank = {...deployment(none), metadata: {name: 'kubia', namespace: 'bank'}}
  const says = (...items: KubeObject[]) => troublesOfServices([service(), ...items]).map(trouble => trouble.says)
  expect(says(deployment(none))).toEqual(['no endpoints: deployment kubia is scaled to 0'])
  expect(says(deployment(none), set)).toEqual(['no endpoints: deployment kubia and statefulset db are scaled to 0'])
  expect(says(deployment(none), running)).toEqual([])
  const labels = ['no endpoints: no pod has app=kubia']
  expect(says(deployment(some))).toEqual(labels)
  expect(says(bank)).toEqual(labels)
  expect(says(deployment({...none, template: {spec: {containers: []}}}))).toEqual(labels)
  const earlier = replicaSet(deployment(some), 1, 0)
  const template = {metadata: {labels: {app: 'kubia'}}, spec: {containers: []}}
  expect(says(deployment(some), {...earlier, spec: {...earlier.spec, template}} as KubeObject)).toEqual(labels)
})
