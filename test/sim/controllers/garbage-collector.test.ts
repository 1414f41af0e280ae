import {expect, test} from 'vitest'
import {types} from '../../../src/sim/api/resources.ts'
import {testCluster} from '../support/cluster.ts'
import {workload} from '../support/manifests.ts'

const deployed = async () => {
  const cluster = await testCluster()
  await cluster.create(types.Deployment, 'kubia', workload({replicas: 2}))
  await cluster.pass(800)
  const left = () => ({
    deployments: cluster.store.count(types.Deployment),
    replicaSets: cluster.store.count(types.ReplicaSet),
    pods: cluster.store.count(types.Pod),
  })
  return {...cluster, left}
}

test('in the background the owner goes at once and its dependents after it', async () => {
  const {registry, left, pass} = await deployed()
  registry.delete(types.Deployment, 'default', 'kubia', {propagationPolicy: 'Background'})
  expect(left()).toEqual({deployments: 0, replicaSets: 1, pods: 2})
  await pass(100)
  expect(left()).toEqual({deployments: 0, replicaSets: 0, pods: 2})
  await pass(1000)
  expect(left()).toEqual({deployments: 0, replicaSets: 0, pods: 0})
})

test('in the foreground the owner waits for its dependents', async () => {
  const {registry, left, pass, settle} = await deployed()
  registry.delete(types.Deployment, 'default', 'kubia', {propagationPolicy: 'Foreground'})
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
  registry.delete(types.Deployment, 'default', 'kubia', {propagationPolicy: 'Orphan'})
  await pass(1000)
  expect(left()).toEqual({deployments: 0, replicaSets: 1, pods: 2})
  expect(store.list(types.ReplicaSet)[0]?.metadata.ownerReferences).toBeUndefined()
  await create(types.Deployment, 'kubia', workload({replicas: 2}))
  await pass(1000)
  expect(store.list(types.ReplicaSet)[0]?.metadata.ownerReferences).toMatchObject([{kind: 'Deployment', name: 'kubia'}])
  expect(pods().map(({metadata}) => metadata.uid)).toEqual(before)
})

test('an object whose owner never was goes, and one of two owners is struck out', async () => {
  const {create, store, pass} = await testCluster()
  const [settings] = [await create(types.ConfigMap, 'settings', {})]
  const owner = {apiVersion: 'v1', kind: 'ConfigMap'}
  const gone = {...owner, name: 'gone', uid: '1'}
  const there = {...owner, name: 'settings', uid: settings?.metadata.uid}
  await create(types.ConfigMap, 'lost', {metadata: {ownerReferences: [gone]}})
  await create(types.ConfigMap, 'kept', {metadata: {ownerReferences: [gone, there]}})
  await pass(100)
  expect(store.get(types.ConfigMap, 'default', 'lost')).toBeUndefined()
  expect(store.get(types.ConfigMap, 'default', 'kept')?.metadata.ownerReferences).toEqual([there])
})

test('a pod whose labels change is let go and replaced', async () => {
  const {registry, pods, pass} = await deployed()
  const name = pods()[0]?.metadata.name ?? ''
  registry.update(types.Pod, 'default', name, pod => ({
    ...pod,
    metadata: {...pod.metadata, labels: {app: 'debug'}},
  }))
  await pass(800)
  expect(pods()).toHaveLength(3)
  expect(pods().find(({metadata}) => metadata.name === name)?.metadata.ownerReferences).toBeUndefined()
})
