import {expect, test} from 'vitest'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {replicaSetResource} from '../../../src/sim/kinds/replicaset/resource.ts'
import {testCluster} from '../support/cluster.ts'
import {workload} from '../support/manifests.ts'

const deployed = async () => {
  const cluster = await testCluster()
  await cluster.create(deploymentResource, 'kubia', workload({replicas: 2}))
  await cluster.pass(800)
  const left = () => ({
    deployments: cluster.store.count(deploymentResource),
    replicaSets: cluster.store.count(replicaSetResource),
    pods: cluster.store.count(podResource),
  })
  return {...cluster, left}
}

test('in the background the owner goes at once and its dependents after it', async () => {
  const {registry, left, pass} = await deployed()
  registry.delete(deploymentResource, 'default', 'kubia', {propagationPolicy: 'Background'})
  expect(left()).toEqual({deployments: 0, replicaSets: 1, pods: 2})
  await pass(100)
  expect(left()).toEqual({deployments: 0, replicaSets: 0, pods: 2})
  await pass(1000)
  expect(left()).toEqual({deployments: 0, replicaSets: 0, pods: 0})
})

test('in the foreground the owner waits for its dependents', async () => {
  const {registry, left, pass, settle} = await deployed()
  registry.delete(deploymentResource, 'default', 'kubia', {propagationPolicy: 'Foreground'})
  await settle()
  expect(left()).toEqual({deployments: 1, replicaSets: 1, pods: 2})
  await pass(200)
  expect(left()).toEqual({deployments: 1, replicaSets: 1, pods: 2})
  await pass(1000)
  expect(left()).toEqual({deployments: 0, replicaSets: 0, pods: 0})
})

test('orphans stay and run, and a deployment that comes back adopts them', async () => {
  const {registry, left, pass, store, create, pods} = await deployed()
  const before = pods().map(({metadata}) => metadata.uid)
  registry.delete(deploymentResource, 'default', 'kubia', {propagationPolicy: 'Orphan'})
  await pass(1000)
  expect(left()).toEqual({deployments: 0, replicaSets: 1, pods: 2})
  expect(store.list(replicaSetResource)[0]?.metadata.ownerReferences).toBeUndefined()
  await create(deploymentResource, 'kubia', workload({replicas: 2}))
  await pass(1000)
  expect(store.list(replicaSetResource)[0]?.metadata.ownerReferences).toMatchObject([
    {kind: 'Deployment', name: 'kubia'},
  ])
  expect(pods().map(({metadata}) => metadata.uid)).toEqual(before)
})

test('an object whose owner never was goes, and one of two owners is struck out', async () => {
  const {create, store, pass} = await testCluster()
  const [settings] = [await create(configMapResource, 'settings', {})]
  const owner = {apiVersion: 'v1', kind: 'ConfigMap'}
  const gone = {...owner, name: 'gone', uid: '1'}
  const there = {...owner, name: 'settings', uid: settings?.metadata.uid}
  await create(configMapResource, 'lost', {metadata: {ownerReferences: [gone]}})
  await create(configMapResource, 'kept', {metadata: {ownerReferences: [gone, there]}})
  await pass(100)
  expect(store.get(configMapResource, 'default', 'lost')).toBeUndefined()
  expect(store.get(configMapResource, 'default', 'kept')?.metadata.ownerReferences).toEqual([there])
})

test('a pod whose labels change is let go and replaced', async () => {
  const {registry, pods, pass} = await deployed()
  const name = pods()[0]?.metadata.name ?? ''
  registry.update(podResource, 'default', name, pod => ({
    ...pod,
    metadata: {...pod.metadata, labels: {app: 'debug'}},
  }))
  await pass(800)
  expect(pods()).toHaveLength(3)
  expect(pods().find(({metadata}) => metadata.name === name)?.metadata.ownerReferences).toBeUndefined()
})
