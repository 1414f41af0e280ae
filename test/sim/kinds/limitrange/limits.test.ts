import {describe, expect, test} from 'vitest'
import {kinds} from '../../../../src/sim/kinds/index.ts'
import {limitRangeResource} from '../../../../src/sim/kinds/limitrange/resource.ts'
import {claimResource} from '../../../../src/sim/kinds/persistentvolumeclaim/resource.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import type {Pod} from '../../../../src/sim/kinds/pod/types.ts'
import {replicaSetResource} from '../../../../src/sim/kinds/replicaset/resource.ts'
import {testCluster} from '../../support/cluster.ts'
import {bare, workload} from '../../support/manifests.ts'
import {draft, refusal, testRegistry} from '../../support/registry.ts'

const setUp = (...limits: object[]) => {
  const {registry} = testRegistry({defaults: kinds.defaults, validate: kinds.validate})
  registry.create(limitRangeResource, draft(limitRangeResource, 'limits', {spec: {limits}}))
  const pod = (resources: object, spec: Record<string, unknown> = {}): Pod =>
    registry.create(podResource, draft(podResource, 'web', bare({resources}, spec))) as Pod
  return {registry, pod, refused: (resources: object) => refusal(() => pod(resources)).message}
}

describe('a LimitRange', () => {
  test('gives containers what they do not say, and tells so in an annotation', () => {
    const {pod} = setUp({type: 'Container', default: {cpu: '1000m', memory: '512Mi'}, defaultRequest: {cpu: '500m'}})
    const {spec, metadata, status} = pod(
      {limits: {memory: '1Gi'}},
      {initContainers: [{name: 'first', image: 'busybox'}]},
    )
    expect(spec.containers[0]?.resources).toEqual({
      limits: {cpu: '1', memory: '1Gi'},
      requests: {cpu: '500m', memory: '1Gi'},
    })
    expect(spec.initContainers?.[0]?.resources).toEqual({
      limits: {cpu: '1', memory: '512Mi'},
      requests: {cpu: '500m', memory: '512Mi'},
    })
    expect(metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu request for container kubia; cpu limit for container kubia; cpu, memory request for init container first; cpu, memory limit for init container first',
    })
    expect(status.qosClass).toBe('Burstable')
  })

  test('takes a maximum for the default limit, and that for the default request', () => {
    const {registry} = setUp({type: 'Container', max: {cpu: '2'}, min: {memory: '1024Ki'}})
    expect(registry.get(limitRangeResource, 'default', 'limits')['spec']).toEqual({
      limits: [
        {
          type: 'Container',
          max: {cpu: '2'},
          min: {memory: '1Mi'},
          default: {cpu: '2'},
          defaultRequest: {cpu: '2', memory: '1Mi'},
        },
      ],
    })
  })

  test('makes a pod invalid whose request is above the default limit', () => {
    const {refused} = setUp({type: 'Container', default: {cpu: '500m'}})
    expect(refused({requests: {cpu: '600m'}})).toBe(
      'Pod "web" is invalid: spec.containers[0].resources.requests: Invalid value: "600m": must be less than or equal to cpu limit of 500m',
    )
  })

  test.each<[string, object, object, string]>([
    [
      'more than the most',
      {type: 'Container', max: {memory: '1Gi'}},
      {limits: {memory: '1536Mi'}},
      'maximum memory usage per Container is 1Gi, but limit is 1536Mi',
    ],
    [
      'less than the least',
      {type: 'Container', min: {cpu: '200m'}, default: {cpu: '1'}},
      {requests: {cpu: '100m'}},
      'minimum cpu usage per Container is 200m, but request is 100m',
    ],
    [
      'no limit where a pod may have so much',
      {type: 'Pod', max: {cpu: '2'}},
      {},
      'maximum cpu usage per Pod is 2.  No limit is specified',
    ],
    [
      'no request where a pod must have so much',
      {type: 'Pod', min: {cpu: '2'}},
      {},
      'minimum cpu usage per Pod is 2.  No request is specified',
    ],
    [
      'a limit too far above the request',
      {type: 'Container', maxLimitRequestRatio: {cpu: '2'}},
      {requests: {cpu: '100m'}, limits: {cpu: '300m'}},
      'cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000',
    ],
    [
      'several of them',
      {type: 'Container', max: {cpu: '1', memory: '1Gi'}},
      {limits: {cpu: '2', memory: '2Gi'}},
      '[maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    ],
  ])('refuses a pod with %s', (_what, limit, resources, why) => {
    expect(setUp(limit).refused(resources)).toBe(`pods "web" is forbidden: ${why}`)
  })

  test('refuses claims beyond its bounds, also when they grow', () => {
    const {registry} = setUp({type: 'PersistentVolumeClaim', min: {storage: '1Gi'}, max: {storage: '2Gi'}})
    const claim = (name: string, storage: string) =>
      draft(claimResource, name, {spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage}}}})
    expect(refusal(() => registry.create(claimResource, claim('a', '3Gi'))).message).toBe(
      'persistentvolumeclaims "a" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
    )
    expect(refusal(() => registry.create(claimResource, claim('a', '1Mi'))).message).toBe(
      'persistentvolumeclaims "a" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi',
    )
    expect(registry.create(claimResource, claim('a', '1Gi')).metadata.name).toBe('a')
  })

  test.each<[string, object, string]>([
    [
      'a type that is none',
      {type: 'Node'},
      'spec.limits[0].type: Invalid value: "Node": must be a standard limit type or fully qualified',
    ],
    [
      'a least above the most',
      {type: 'Pod', min: {cpu: '2'}, max: {cpu: '1'}},
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
    ],
    [
      'defaults for pods',
      {type: 'Pod', default: {cpu: '2'}},
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
    ],
    [
      'a claim of any size',
      {type: 'PersistentVolumeClaim'},
      'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    ],
    [
      'a default request above the default limit',
      {type: 'Container', default: {cpu: '1'}, defaultRequest: {cpu: '2'}},
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1',
    ],
    [
      'a ratio below 1',
      {type: 'Container', maxLimitRequestRatio: {cpu: '500m'}},
      'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1',
    ],
  ])('with %s is refused', (_what, limit, why) => {
    expect(refusal(() => setUp(limit)).message).toBe(`LimitRange "limits" is invalid: ${why}`)
  })

  test('holds for pods that controllers make, and the event says why there are none', async () => {
    const cluster = await testCluster()
    await cluster.create(limitRangeResource, 'limits', {spec: {limits: [{type: 'Pod', max: {cpu: '1'}}]}})
    await cluster.create(replicaSetResource, 'web', workload({replicas: 1}))
    await cluster.pass(100)
    expect(cluster.events('ReplicaSet', 'web')[0]).toBe(
      'FailedCreate: Error creating: pods "web-" is forbidden: maximum cpu usage per Pod is 1.  No limit is specified',
    )
    expect(cluster.pods()).toEqual([])
  })
})
