import {expect, test} from 'vitest'
import {endpointsResource} from '../../../../src/sim/kinds/endpoints/resource.ts'
import type {Endpoints} from '../../../../src/sim/kinds/endpoints/types.ts'
import {endpointSliceResource} from '../../../../src/sim/kinds/endpointslice/resource.ts'
import type {EndpointSlice} from '../../../../src/sim/kinds/endpointslice/types.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import {replicaSetResource} from '../../../../src/sim/kinds/replicaset/resource.ts'
import {serviceResource} from '../../../../src/sim/kinds/service/resource.ts'
import {testCluster} from '../../support/cluster.ts'
import {template, workload} from '../../support/manifests.ts'

const service = (spec: Record<string, unknown> = {}) => ({
  spec: {selector: {app: 'kubia'}, ports: [{port: 80, targetPort: 8080, protocol: 'TCP'}], ...spec},
})

const served = async (replicas: number, spec: Record<string, unknown> = {}) => {
  const cluster = await testCluster()
  await cluster.create(serviceResource, 'kubia', service(spec))
  await cluster.create(replicaSetResource, 'kubia', workload({replicas}))
  const endpoints = () => cluster.store.get(endpointsResource, 'default', 'kubia') as Endpoints | undefined
  const slices = () =>
    (cluster.store.list(endpointSliceResource, 'default') as EndpointSlice[]).filter(
      ({metadata}) => metadata.name !== 'kubernetes',
    )
  /** The pods that slices name, as `name ready serving terminating`. */
  const inSlices = () =>
    slices().flatMap(slice =>
      slice.endpoints.map(({targetRef, conditions}) => [
        targetRef?.name,
        conditions?.ready,
        conditions?.serving,
        conditions?.terminating,
      ]),
    )
  return {...cluster, endpoints, slices, inSlices}
}

test('pods come in when they are ready, and are known as not ready before', async () => {
  const {pass, endpoints, pods} = await served(2)
  await pass(200)
  const [first, second] = pods().map(({status}) => status.podIP)
  const addresses = (ips: (string | undefined)[]) =>
    [...ips].sort().map(ip => expect.objectContaining({ip, nodeName: expect.stringContaining('test-worker')}))
  expect(endpoints()?.subsets).toEqual([
    {notReadyAddresses: addresses([first, second]), ports: [{port: 8080, protocol: 'TCP'}]},
  ])
  await pass(500)
  expect(endpoints()?.subsets).toEqual([
    {addresses: addresses([first, second]), ports: [{port: 8080, protocol: 'TCP'}]},
  ])
})

test('a pod that ends leaves the endpoints at once and its slice when it is gone', async () => {
  const {pass, endpoints, inSlices, pods, registry, settle} = await served(1)
  await pass(800)
  const name = pods()[0]?.metadata.name ?? ''
  expect(inSlices()).toEqual([[name, true, true, false]])
  registry.delete(replicaSetResource, 'default', 'kubia', {propagationPolicy: 'Orphan'})
  await settle()
  registry.delete(podResource, 'default', name)
  await pass(50)
  expect(endpoints()?.subsets).toBeUndefined()
  expect(inSlices()).toEqual([[name, false, true, true]])
  await pass(1000)
  expect(inSlices()).toEqual([])
})

test('a slice holds a hundred endpoints, and an endpoint stays in its slice', async () => {
  const {pass, slices, patch} = await served(150)
  await pass(1500)
  const counts = () =>
    slices()
      .map(({endpoints}) => endpoints.length)
      .sort((a, b) => b - a)
  expect(counts()).toEqual([100, 50])
  await patch(replicaSetResource, 'kubia', {replicas: 160})
  await pass(1500)
  expect(counts()).toEqual([100, 60])
})

test('a port with a name is looked up in each pod', async () => {
  const {create, pass, endpoints, registry} = await served(0, {
    ports: [{port: 80, targetPort: 'http', protocol: 'TCP'}],
  })
  // It would adopt the pods, and end them.
  registry.delete(replicaSetResource, 'default', 'kubia')
  for (const [name, containerPort] of [
    ['old', 8080],
    ['new', 9090],
  ] as const)
    await create(podResource, name, {
      metadata: {labels: {app: 'kubia'}},
      spec: template({ports: [{name: 'http', containerPort}]}).spec,
    })
  await pass(800)
  expect(
    endpoints()?.subsets?.map(({ports, addresses}) => [ports?.[0]?.port, addresses?.[0]?.targetRef?.name]),
  ).toEqual(
    expect.arrayContaining([
      [8080, 'old'],
      [9090, 'new'],
    ]),
  )
})

test('a service without a selector is left alone', async () => {
  const {create, pass, store} = await served(0)
  await create(serviceResource, 'elsewhere', service({selector: undefined}))
  await pass(100)
  expect(store.get(endpointsResource, 'default', 'elsewhere')).toBeUndefined()
})

test('endpoints go with their service', async () => {
  const {registry, pass, endpoints, slices} = await served(1)
  await pass(800)
  registry.delete(serviceResource, 'default', 'kubia')
  await pass(100)
  expect(endpoints()).toBeUndefined()
  expect(slices()).toEqual([])
})
