import {expect, test} from 'vitest'
import {testServer} from '../support/server.ts'

const path = (version: string, name = '') =>
  `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers${name && `/${name}`}`
const TARGET = {apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'}
const METRICS = 'autoscaling.alpha.kubernetes.io/metrics'
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior'

const cpu = (averageUtilization: number) => ({
  type: 'Resource',
  resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization}},
})
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions'
const memory = {type: 'Resource', resource: {name: 'memory', target: {type: 'AverageValue', averageValue: '1Gi'}}}

const made = async (version: string, spec: object, metadata: object = {}) => {
  const server = await testServer()
  const body = {metadata: {name: 'web', ...metadata}, spec: {scaleTargetRef: TARGET, maxReplicas: 3, ...spec}}
  const reply = await server.ask({method: 'POST', path: path(version), body})
  const get = async (other: string) => (await server.ask({path: path(other, 'web')})).json
  return {...server, reply, get}
}

test('an autoscaler of v1 is one of v2 with a metric', async () => {
  const {reply, get, stop} = await made('v1', {targetCPUUtilizationPercentage: 50})
  const spec = {scaleTargetRef: TARGET, minReplicas: 1, maxReplicas: 3}
  expect([reply.code, reply.json.apiVersion, reply.json.spec]).toEqual([
    201,
    'autoscaling/v1',
    {...spec, targetCPUUtilizationPercentage: 50},
  ])
  expect(reply.headers['warning']).toBe(
    '299 - "the simulated cluster stores a HorizontalPodAutoscaler, and does not act on it"',
  )
  const {apiVersion, spec: shown} = await get('v2')
  expect([apiVersion, shown]).toEqual(['autoscaling/v2', {...spec, metrics: [cpu(50)]}])
  await stop()
})

test('who names no share gets 80 %', async () => {
  const {reply, get, stop} = await made('v1', {})
  expect(reply.json.spec.targetCPUUtilizationPercentage).toBe(80)
  expect((await get('v2')).spec.metrics).toEqual([cpu(80)])
  await stop()
})

test('what v1 has no field for is in annotations, and comes back from there', async () => {
  const policies = [{type: 'Pods', value: 4, periodSeconds: 15}]
  const behavior = {scaleDown: {stabilizationWindowSeconds: 60, policies}}
  const {get, ask, stop} = await made('v2', {metrics: [memory, cpu(70)], behavior})
  const old = await get('v1')
  expect(old.spec).toEqual({scaleTargetRef: TARGET, minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 70})
  const {[METRICS]: metrics, [BEHAVIOR]: scaling, ...others} = old.metadata.annotations
  expect([metrics, JSON.parse(scaling), others]).toEqual([
    '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}]',
    {
      ScaleUp: null,
      ScaleDown: {
        StabilizationWindowSeconds: 60,
        SelectPolicy: null,
        Policies: [{Type: 'Pods', Value: 4, PeriodSeconds: 15}],
        Tolerance: null,
      },
    },
    {},
  ])
  const spec = {...old.spec, maxReplicas: 5}
  const changed = await ask({method: 'PUT', path: path('v1', 'web'), body: {...old, spec}})
  expect([changed.code, changed.json.spec]).toEqual([200, spec])
  const {metadata, spec: shown} = await get('v2')
  expect([metadata.annotations, shown.maxReplicas, shown.metrics, shown.behavior]).toEqual([
    undefined,
    5,
    [cpu(70), memory],
    behavior,
  ])
  await stop()
})

const queue = {metric: {name: 'length', selector: {matchLabels: {queue: 'a'}}}}
const requests = {metric: {name: 'requests'}}
test.each<[object, object]>([
  [
    {type: 'ContainerResource', containerResource: {name: 'cpu', container: 'web', target: cpu(60).resource.target}},
    {type: 'ContainerResource', containerResource: {name: 'cpu', targetAverageUtilization: 60, container: 'web'}},
  ],
  [
    {type: 'Pods', pods: {...requests, target: {type: 'AverageValue', averageValue: '100'}}},
    {type: 'Pods', pods: {metricName: 'requests', targetAverageValue: '100'}},
  ],
  [
    {type: 'Object', object: {...requests, describedObject: TARGET, target: {type: 'Value', value: '2k'}}},
    {type: 'Object', object: {target: TARGET, metricName: 'requests', targetValue: '2k'}},
  ],
  [
    {type: 'External', external: {...queue, target: {type: 'AverageValue', averageValue: '30'}}},
    {
      type: 'External',
      external: {metricName: 'length', metricSelector: queue.metric.selector, targetAverageValue: '30'},
    },
  ],
])('of the metric %j v1 says %j, and v2 reads it', async (metric, older) => {
  const {get, ask, stop} = await made('v2', {metrics: [metric]})
  const old = await get('v1')
  expect(JSON.parse(old.metadata.annotations[METRICS])).toEqual([older])
  await ask({method: 'PUT', path: path('v1', 'web'), body: old})
  expect((await get('v2')).spec.metrics).toEqual([metric])
  await stop()
})

test('conditions of v2 are an annotation in v1', async () => {
  const {get, ask, stop} = await made('v2', {})
  const condition = {type: 'ScalingActive', status: 'False', reason: 'Off', message: ''}
  const headers = {'content-type': 'application/merge-patch+json'}
  const body = JSON.stringify({status: {conditions: [condition]}})
  expect((await ask({method: 'PATCH', path: `${path('v2', 'web')}/status`, headers, body})).code).toBe(200)
  const {metadata, status} = await get('v1')
  expect([JSON.parse(metadata.annotations[CONDITIONS]), status.conditions]).toEqual([[condition], undefined])
  await stop()
})

test('an annotation that cannot be read says nothing', async () => {
  const {get, stop} = await made(
    'v1',
    {targetCPUUtilizationPercentage: 50},
    {annotations: {[METRICS]: '{"a', [BEHAVIOR]: '7'}},
  )
  expect((await get('v2')).spec.metrics).toEqual([cpu(50)])
  await stop()
})

test('both versions are listed, watched and applied, and v2 is the preferred one', async () => {
  const {ask, follow, stop} = await made('v1', {targetCPUUtilizationPercentage: 50})
  const {json: group} = await ask({path: '/apis/autoscaling'})
  expect([group.preferredVersion.version, group.versions.map(({version}: {version: string}) => version)]).toEqual([
    'v2',
    ['v2', 'v1'],
  ])
  for (const version of ['v1', 'v2']) {
    const {json} = await ask({path: path(version)})
    expect(json.items.map(({apiVersion}: {apiVersion?: string}) => apiVersion ?? json.apiVersion)).toEqual([
      `autoscaling/${version}`,
    ])
    const watch = await follow(`${path(version)}?watch=1`)
    const {type, object} = await watch.next()
    expect([type, object.apiVersion]).toEqual(['ADDED', `autoscaling/${version}`])
    watch.close()
  }
  const body = {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: {name: 'web'},
    spec: {maxReplicas: 9},
  }
  const headers = {'content-type': 'application/apply-patch+yaml'}
  const applied = await ask({
    method: 'PATCH',
    path: `${path('v1', 'web')}?fieldManager=me&force=true`,
    body: JSON.stringify(body),
    headers,
  })
  expect([applied.code, applied.json.apiVersion, applied.json.spec.maxReplicas]).toEqual([200, 'autoscaling/v1', 9])
  const table = await ask({path: path('v1'), headers: {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'}})
  expect(table.json.rows[0].cells.slice(1, 5)).toEqual(['Deployment/web', 'cpu: <unknown>/50%', '1', '9'])
  await stop()
})

test('a share of nothing is refused', async () => {
  const {reply, stop} = await made('v1', {targetCPUUtilizationPercentage: 0})
  expect([reply.code, reply.json.message]).toEqual([
    422,
    'HorizontalPodAutoscaler.autoscaling "web" is invalid: spec.targetCPUUtilizationPercentage: Invalid value: 0: must be greater than 0',
  ])
  await stop()
})
