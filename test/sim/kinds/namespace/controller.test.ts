import {expect, test} from 'vitest'
import {configMapResource} from '../../../../src/sim/kinds/configmap/resource.ts'
import {deploymentResource} from '../../../../src/sim/kinds/deployment/resource.ts'
import {namespaceResource} from '../../../../src/sim/kinds/namespace/resource.ts'
import type {Namespace} from '../../../../src/sim/kinds/namespace/types.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import {serviceAccountResource} from '../../../../src/sim/kinds/serviceaccount/resource.ts'
import {testCluster} from '../../support/cluster.ts'
import {workload} from '../../support/manifests.ts'
import {draft} from '../../support/registry.ts'

const shop = async () => {
  const cluster = await testCluster()
  await cluster.create(namespaceResource, 'shop', {})
  await cluster.create(deploymentResource, 'kubia', {metadata: {namespace: 'shop'}, ...workload({replicas: 2})})
  await cluster.pass(800)
  return {...cluster, namespace: () => cluster.store.get(namespaceResource, '', 'shop') as Namespace | undefined}
}

test('a new namespace gets its service account and the certificate of the API server', async () => {
  const {store} = await shop()
  expect(store.list(serviceAccountResource, 'shop').map(({metadata}) => metadata.name)).toEqual(['default'])
  expect(store.list(configMapResource, 'shop').map(({metadata, data}) => [metadata.name, data])).toEqual([
    ['kube-root-ca.crt', {'ca.crt': 'the certificate'}],
  ])
})

test('both come back when they are deleted or changed', async () => {
  const {store, registry, settle} = await shop()
  registry.delete(serviceAccountResource, 'shop', 'default')
  registry.update(configMapResource, 'shop', 'kube-root-ca.crt', current => ({...current, data: {}}))
  await settle()
  expect(store.get(serviceAccountResource, 'shop', 'default')).toBeDefined()
  expect(store.get(configMapResource, 'shop', 'kube-root-ca.crt')?.['data']).toEqual({'ca.crt': 'the certificate'})
})

test('a namespace is emptied before it goes', async () => {
  const {registry, namespace, settle, pass, store} = await shop()
  registry.delete(namespaceResource, '', 'shop')
  await settle()
  expect(namespace()?.status).toMatchObject({phase: 'Terminating'})
  expect(namespace()?.status?.conditions?.find(({type}) => type === 'NamespaceContentRemaining')).toMatchObject({
    status: 'True',
    reason: 'SomeResourcesRemain',
    message: 'Some resources are remaining: pods. has 2 resource instances',
  })
  await pass(1000)
  expect(namespace()).toBeUndefined()
  expect(store.list(podResource, 'shop')).toEqual([])
})

test('what holds an object holds its namespace', async () => {
  const {registry, namespace, pass, create} = await shop()
  await create(configMapResource, 'held', {metadata: {namespace: 'shop', finalizers: ['example.com/hold']}})
  registry.delete(namespaceResource, '', 'shop')
  await pass(2000)
  expect(namespace()?.status?.conditions?.find(({type}) => type === 'NamespaceFinalizersRemaining')).toMatchObject({
    message: 'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  })
  registry.update(
    configMapResource,
    'shop',
    'held',
    ({metadata: {finalizers: _, ...metadata}, ...rest}) =>
      ({
        ...rest,
        metadata,
      }) as never,
  )
  await pass(100)
  expect(namespace()).toBeUndefined()
})

test('nothing new comes into a namespace that ends', async () => {
  const {registry, settle} = await shop()
  registry.delete(namespaceResource, '', 'shop')
  await settle()
  expect(() =>
    registry.create(configMapResource, draft(configMapResource, 'late', {metadata: {namespace: 'shop'}})),
  ).toThrow('because it is being terminated')
})
