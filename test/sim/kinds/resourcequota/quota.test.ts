import {describe, expect, test} from 'vitest'
import type {ResourceType} from '../../../../src/sim/api/resource.ts'
import {daemonSetResource} from '../../../../src/sim/kinds/daemonset/resource.ts'
import {kinds} from '../../../../src/sim/kinds/index.ts'
import {jobResource} from '../../../../src/sim/kinds/job/resource.ts'
import {claimResource} from '../../../../src/sim/kinds/persistentvolumeclaim/resource.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import {replicaSetResource} from '../../../../src/sim/kinds/replicaset/resource.ts'
import {resourceQuotaResource} from '../../../../src/sim/kinds/resourcequota/resource.ts'
import type {ResourceQuota} from '../../../../src/sim/kinds/resourcequota/types.ts'
import {serviceResource} from '../../../../src/sim/kinds/service/resource.ts'
import {statefulSetResource} from '../../../../src/sim/kinds/statefulset/resource.ts'
import {testCluster} from '../../support/cluster.ts'
import {bare, template, workload} from '../../support/manifests.ts'
import {draft, refusal, testRegistry} from '../../support/registry.ts'

const withQuota = async (hard: Record<string, string>, spec: object = {}) => {
  const cluster = await testCluster()
  await cluster.create(resourceQuotaResource, 'team', {spec: {hard, ...spec}})
  await cluster.pass(100)
  const used = () => (cluster.registry.get(resourceQuotaResource, 'default', 'team') as ResourceQuota).status?.used
  const pod = (name: string, resources: object = {}, fields: Record<string, unknown> = {}) =>
    cluster.create(podResource, name, bare({resources}, fields))
  return {...cluster, used, pod}
}

const said = async (making: Promise<unknown>): Promise<string> =>
  making.then(
    () => 'made',
    (error: Error) => error.message,
  )

describe('a ResourceQuota', () => {
  test('counts pods and what they ask for, and gives back what is gone or has ended', async () => {
    const {pod, used, pass, registry, settle} = await withQuota({
      pods: '3',
      'requests.cpu': '1',
      'limits.memory': '1Gi',
      'count/pods': '5',
    })
    const resources = {requests: {cpu: '250m'}, limits: {memory: '256Mi'}}
    await pod('a', resources)
    await pod('ends', resources, {
      containers: [{name: 'c', image: 'busybox', command: ['true'], resources}],
      restartPolicy: 'Never',
    })
    expect(used()).toEqual({pods: '2', 'requests.cpu': '500m', 'limits.memory': '512Mi', 'count/pods': '2'})
    await pass(3000)
    expect(used()).toEqual({pods: '1', 'requests.cpu': '250m', 'limits.memory': '256Mi', 'count/pods': '2'})
    registry.delete(podResource, 'default', 'a', {gracePeriodSeconds: 0})
    await settle()
    await pass(1000)
    expect(used()).toEqual({pods: '0', 'requests.cpu': '0', 'limits.memory': '0', 'count/pods': '1'})
  })

  test('refuses what is beyond it, in the words of a real API server', async () => {
    const {pod, used} = await withQuota({cpu: '1', 'requests.memory': '1Gi'})
    await pod('a', {requests: {cpu: '600m', memory: '256Mi'}})
    expect(await said(pod('b', {requests: {cpu: '500m', memory: '2Gi'}}))).toBe(
      'pods "b" is forbidden: exceeded quota: team, requested: cpu=500m,requests.memory=2Gi, used: cpu=600m,requests.memory=256Mi, limited: cpu=1,requests.memory=1Gi',
    )
    expect(await said(pod('b', {requests: {memory: '1Mi'}}))).toBe(
      'pods "b" is forbidden: failed quota: team: must specify cpu for: kubia',
    )
    expect(used()).toEqual({cpu: '600m', 'requests.memory': '256Mi'})
  })

  test('counts services by their ports, claims by their class, and anything by its name', async () => {
    const {create, used} = await withQuota({
      services: '5',
      'services.nodeports': '3',
      'services.loadbalancers': '1',
      'requests.storage': '5Gi',
      'fast.storageclass.storage.k8s.io/requests.storage': '2Gi',
      'count/replicasets.apps': '1',
    })
    const ports = [
      {name: 'a', port: 80},
      {name: 'b', port: 81},
    ]
    await create(serviceResource, 'nodes', {spec: {type: 'NodePort', ports}})
    await create(serviceResource, 'balanced', {spec: {type: 'LoadBalancer', ports: [{port: 80}]}})
    await create(serviceResource, 'inside', {spec: {ports: [{port: 80}]}})
    const claim = (storageClassName: string, storage: string) => ({
      spec: {storageClassName, accessModes: ['ReadWriteOnce'], resources: {requests: {storage}}},
    })
    await create(claimResource, 'one', claim('fast', '1Gi'))
    await create(claimResource, 'two', claim('slow', '3Gi'))
    await create(replicaSetResource, 'web', workload({replicas: 0}))
    expect(used()).toEqual({
      // `kubernetes` is one of them.
      services: '4',
      'services.nodeports': '3',
      'services.loadbalancers': '1',
      'requests.storage': '4Gi',
      'fast.storageclass.storage.k8s.io/requests.storage': '1Gi',
      'count/replicasets.apps': '1',
    })
    expect(await said(create(replicaSetResource, 'other', workload({replicas: 0})))).toBe(
      'replicasets.apps "other" is forbidden: exceeded quota: team, requested: count/replicasets.apps=1, used: count/replicasets.apps=1, limited: count/replicasets.apps=1',
    )
    expect(await said(create(claimResource, 'three', claim('fast', '2Gi')))).toContain('exceeded quota: team')
  })

  test('refuses a change of a service that needs more', async () => {
    const {create, patch} = await withQuota({'services.nodeports': '0'})
    await create(serviceResource, 'web', {spec: {ports: [{port: 80}]}})
    expect(await said(patch(serviceResource, 'web', {type: 'NodePort'}))).toBe(
      'services "web" is forbidden: exceeded quota: team, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0',
    )
  })

  test.each<[string, object, Record<string, unknown>, string]>([
    ['BestEffort', {}, {}, '1'],
    ['BestEffort', {requests: {cpu: '1'}}, {}, '0'],
    ['NotBestEffort', {requests: {cpu: '1'}}, {}, '1'],
    ['Terminating', {}, {activeDeadlineSeconds: 60}, '1'],
    ['NotTerminating', {}, {activeDeadlineSeconds: 60}, '0'],
    ['PriorityClass', {}, {priorityClassName: 'system-node-critical'}, '1'],
    ['PriorityClass', {}, {}, '0'],
  ])('of the scope %s counts those pods alone', async (scope, resources, fields, count) => {
    const {pod, used} = await withQuota({pods: '5'}, {scopes: [scope]})
    await pod('a', resources, fields)
    expect(used()).toEqual({pods: count})
  })

  test('counts pods of the classes that its selector names', async () => {
    const expression = {scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical']}
    const {pod, used} = await withQuota({pods: '1'}, {scopeSelector: {matchExpressions: [expression]}})
    await pod('a', {}, {priorityClassName: 'system-cluster-critical'})
    await pod('b', {}, {priorityClassName: 'system-node-critical'})
    expect(used()).toEqual({pods: '1'})
    expect(await said(pod('c', {}, {priorityClassName: 'system-node-critical'}))).toContain('exceeded quota: team')
  })

  test('stops a ReplicaSet, which goes on when there is room', async () => {
    const cluster = await withQuota({pods: '2'})
    await cluster.create(replicaSetResource, 'web', workload({replicas: 3}))
    await cluster.pass(100)
    expect(cluster.pods().length).toBe(2)
    expect(cluster.events('ReplicaSet', 'web').at(-1)).toBe(
      'FailedCreate: Error creating: pods "web-" is forbidden: exceeded quota: team, requested: pods=1, used: pods=2, limited: pods=2',
    )
    await cluster.patch(resourceQuotaResource, 'team', {hard: {pods: '3'}})
    await cluster.pass(2000)
    expect(cluster.pods().length).toBe(3)
  })

  test.each<[string, ResourceType, object]>([
    ['StatefulSet', statefulSetResource, workload({replicas: 1, serviceName: 'web'})],
    ['DaemonSet', daemonSetResource, {spec: {...workload().spec, replicas: undefined}}],
    ['Job', jobResource, {spec: {template: template({}, {restartPolicy: 'Never'})}}],
  ])(
    'is told by an event of a %s whose pods it refuses, and lets them come when it grows',
    async (kind, type, fields) => {
      const cluster = await withQuota({pods: '0'})
      await cluster.create(type, 'web', {...fields})
      await cluster.pass(3000, 100)
      expect(cluster.pods()).toEqual([])
      expect(cluster.events(kind, 'web').join('\n')).toMatch(
        /^FailedCreate: .*is forbidden: exceeded quota: team, requested: pods=1, used: pods=0, limited: pods=0/m,
      )
      await cluster.patch(resourceQuotaResource, 'team', {hard: {pods: '5'}})
      await cluster.pass(60_000, 1000)
      expect(cluster.pods().length).toBeGreaterThan(0)
    },
  )

  test('refuses what it cannot count yet, and pods in a dry run without counting them', async () => {
    const {registry} = testRegistry({defaults: kinds.defaults, validate: kinds.validate})
    const quota = draft(resourceQuotaResource, 'team', {spec: {hard: {pods: '1'}}})
    registry.create(resourceQuotaResource, quota)
    const pod = () => registry.create(podResource, draft(podResource, 'a', bare()), {dryRun: true})
    expect(refusal(pod).message).toBe('pods "a" is forbidden: status unknown for quota: team, resources: pods')
    const status = {hard: {pods: '1'}, used: {pods: '0'}}
    registry.update(resourceQuotaResource, 'default', 'team', one => ({...one, status}), {subresource: 'status'})
    pod()
    expect(registry.get(resourceQuotaResource, 'default', 'team')['status']).toEqual(status)
  })

  test.each<[string, object, string]>([
    [
      'a name that nothing has',
      {hard: {'limit.cpu': '1'}},
      '[spec.hard[limit.cpu]: Invalid value: "limit.cpu": must be a standard resource type or fully qualified, spec.hard[limit.cpu]: Invalid value: "limit.cpu": must be a standard resource for quota]',
    ],
    ['half a pod', {hard: {pods: '500m'}}, 'spec.hard[pods]: Invalid value: "500m": must be an integer'],
    [
      'less than nothing',
      {hard: {pods: '-1'}},
      'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
    ],
    [
      'a scope for other things',
      {hard: {cpu: '1'}, scopes: ['BestEffort']},
      'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
    ],
    [
      'scopes that exclude each other',
      {hard: {pods: '1'}, scopes: ['BestEffort', 'NotBestEffort']},
      'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
    ],
  ])('with %s is refused', (_what, spec, why) => {
    const {registry} = testRegistry({defaults: kinds.defaults, validate: kinds.validate})
    const make = () => registry.create(resourceQuotaResource, draft(resourceQuotaResource, 'team', {spec}))
    expect(refusal(make).message).toBe(`ResourceQuota "team" is invalid: ${why}`)
  })

  test('shows limits and all else in columns of their own', () => {
    const status = {hard: {pods: '3', 'limits.cpu': '2', cpu: '1'}, used: {pods: '1', 'limits.cpu': '0'}}
    const quota = draft(resourceQuotaResource, 'team', {status})
    const cells = kinds.columnsOf(resourceQuotaResource).map(({name, value}) => [name, value(quota, new Date(0))])
    expect(cells.slice(1, 3)).toEqual([
      ['Request', 'cpu: 0/1, pods: 1/3'],
      ['Limit', 'limits.cpu: 0/2'],
    ])
  })
})
