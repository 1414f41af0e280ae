import {expect, test} from 'vitest'
import {endpointsResource} from '../../../../src/sim/kinds/endpoints/resource.ts'
import {endpointSliceResource} from '../../../../src/sim/kinds/endpointslice/resource.ts'
import {serviceResource} from '../../../../src/sim/kinds/service/resource.ts'
import {testCluster} from '../../support/cluster.ts'

const KINDS = [serviceResource, endpointsResource, endpointSliceResource]

test('the service of the API server is there from the start, with the server behind it', async () => {
  const {store} = await testCluster()
  const [service, endpoints, slice] = KINDS.map(type => store.get(type, 'default', 'kubernetes'))
  expect(service).toMatchObject({
    metadata: {labels: {component: 'apiserver', provider: 'kubernetes'}},
    spec: {type: 'ClusterIP', clusterIP: '10.96.0.1', ports: [{name: 'https', port: 443, targetPort: 6443}]},
  })
  expect(endpoints).toMatchObject({subsets: [{addresses: [{ip: '127.0.0.1'}], ports: [{name: 'https', port: 6443}]}]})
  expect(slice).toMatchObject({endpoints: [{addresses: ['127.0.0.1']}], ports: [{name: 'https', port: 6443}]})
})

test.each(KINDS)('$kind kubernetes is back when it was deleted', async type => {
  const {registry, store, settle} = await testCluster()
  const {uid} = registry.get(type, 'default', 'kubernetes').metadata
  registry.delete(type, 'default', 'kubernetes')
  await settle()
  for (const kind of KINDS) expect(store.get(kind, 'default', 'kubernetes')).toBeDefined()
  expect(registry.get(type, 'default', 'kubernetes').metadata.uid).not.toBe(uid)
})

test('what is there at a restart is left as it is', async () => {
  const {store, restart} = await testCluster()
  const before = KINDS.map(type => store.get(type, 'default', 'kubernetes'))
  await restart()
  expect(KINDS.map(type => store.get(type, 'default', 'kubernetes'))).toEqual(before)
})
