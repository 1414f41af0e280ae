import {describe, expect, it} from 'vitest'
import type {KubeObject} from '../../../src/sim/api/object.ts'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {replicationControllerResource} from '../../../src/sim/kinds/replicationcontroller/resource.ts'
import {serviceResource} from '../../../src/sim/kinds/service/resource.ts'
import {statefulSetResource} from '../../../src/sim/kinds/statefulset/resource.ts'

const object = (fields: object): KubeObject => ({metadata: {name: 'x'}, ...fields}) as KubeObject

describe('the defaults of a Pod', () => {
  it('are those of a real API server', () => {
    expect(kinds.defaults(podResource, object({spec: {containers: [{name: 'c', image: 'nginx'}]}}))).toEqual(
      object({
        spec: {
          containers: [
            {
              name: 'c',
              image: 'nginx',
              imagePullPolicy: 'Always',
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
            },
          ],
          dnsPolicy: 'ClusterFirst',
          enableServiceLinks: true,
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
        },
      }),
    )
  })

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
  ])('image %s is pulled %s', (image, policy) => {
    const pod = kinds.defaults(podResource, object({spec: {containers: [{name: 'c', image}]}}))
    expect(pod['spec']).toMatchObject({containers: [{imagePullPolicy: policy}]})
  })

  it('leave a grace period of 0 and a switched-off service link as they are', () => {
    const pod = kinds.defaults(
      podResource,
      object({spec: {terminationGracePeriodSeconds: 0, enableServiceLinks: false, containers: []}}),
    )
    expect(pod['spec']).toMatchObject({terminationGracePeriodSeconds: 0, enableServiceLinks: false})
  })

  it('make requests of limits', () => {
    const pod = kinds.defaults(
      podResource,
      object({spec: {containers: [{resources: {limits: {cpu: '1', memory: '1Gi'}, requests: {cpu: '100m'}}}]}}),
    )
    expect(pod['spec']).toMatchObject({containers: [{resources: {requests: {cpu: '100m', memory: '1Gi'}}}]})
  })
})

it('a Deployment of no replicas stays one of no replicas', () => {
  const given = object({
    spec: {replicas: 0, strategy: {rollingUpdate: {maxSurge: 0}}, template: {spec: {containers: []}}},
  })
  expect(kinds.defaults(deploymentResource, given)['spec']).toMatchObject({
    replicas: 0,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 0, maxUnavailable: '25%'}},
    template: {spec: {restartPolicy: 'Always'}},
  })
  expect(given['spec']).not.toHaveProperty('revisionHistoryLimit')
})

it('the templates of claims of a StatefulSet are claims that wait', () => {
  const claim = {metadata: {name: 'd'}, spec: {accessModes: ['ReadWriteOnce']}, status: {}}
  expect(kinds.defaults(statefulSetResource, object({spec: {volumeClaimTemplates: [claim]}}))['spec']).toEqual({
    podManagementPolicy: 'OrderedReady',
    replicas: 1,
    revisionHistoryLimit: 10,
    serviceName: '',
    updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 0}},
    persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Retain', whenScaled: 'Retain'},
    volumeClaimTemplates: [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {name: 'd'},
        spec: {accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem'},
        status: {phase: 'Pending'},
      },
    ],
  })
})

it('a ReplicationController takes its selector and its labels from the template', () => {
  const controller = kinds.defaults(
    replicationControllerResource,
    object({spec: {template: {metadata: {labels: {a: 'b'}}, spec: {containers: []}}}}),
  )
  expect(controller).toMatchObject({metadata: {labels: {a: 'b'}}, spec: {replicas: 1, selector: {a: 'b'}}})
})

it('a Service sends its port to the same port of the Pods', () => {
  expect(kinds.defaults(serviceResource, object({spec: {type: 'LoadBalancer', ports: [{port: 80}]}}))['spec']).toEqual({
    type: 'LoadBalancer',
    ports: [{port: 80, protocol: 'TCP', targetPort: 80}],
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    externalTrafficPolicy: 'Cluster',
    allocateLoadBalancerNodePorts: true,
  })
})
