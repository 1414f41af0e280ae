import {expect, test} from 'vitest'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {eventResource} from '../../../src/sim/kinds/event/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {secretResource} from '../../../src/sim/kinds/secret/resource.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

const launch = async (...volumes: Record<string, unknown>[]) => {
  const cluster = await testCluster()
  await cluster.create(configMapResource, 'settings', {data: {color: 'blue'}})
  await cluster.create(podResource, 'app', bare({}, {volumes}))
  await cluster.pass(800)
  return {...cluster, state: () => cluster.pod('app').status.containerStatuses?.[0]?.state}
}

test.each([
  ['a ConfigMap', {configMap: {name: 'nope'}}, 'configmap "nope" not found'],
  ['a Secret', {secret: {secretName: 'nope'}}, 'secret "nope" not found'],
  [
    'a part',
    {projected: {sources: [{configMap: {name: 'settings'}}, {secret: {name: 'nope'}}]}},
    'secret "nope" not found',
  ],
  [
    'a key',
    {configMap: {name: 'settings', items: [{key: 'size', path: 'size'}]}},
    'references non-existent config key: size',
  ],
])('a pod waits for %s of its volume that is not there', async (_, volume, why) => {
  const {state, pod, store, events} = await launch({name: 'x', ...volume})
  expect(state()).toEqual({waiting: {reason: 'ContainerCreating'}})
  expect(pod('app').status).toMatchObject({phase: 'Pending', conditions: [{status: 'False'}, {}, {}, {}, {}]})
  expect(events('Pod', 'app').slice(1)).toEqual([`FailedMount: MountVolume.SetUp failed for volume "x" : ${why}`])
  const told = store.list(eventResource).find(({reason}) => reason === 'FailedMount')
  expect(told).toMatchObject({type: 'Warning', source: {component: 'kubelet'}})
  expect(told?.['involvedObject']).not.toHaveProperty('fieldPath')
})

test('what is optional, there, or of another kind keeps no pod from running', async () => {
  const {state} = await launch(
    {name: 'a', configMap: {name: 'nope', optional: true}},
    {name: 'b', configMap: {name: 'settings', items: [{key: 'color', path: 'color'}]}},
    {name: 'c', emptyDir: {}},
  )
  expect(state()).toHaveProperty('running')
})

test('the pod starts once what was missing has come', async () => {
  const {state, create, pass, events} = await launch({name: 'x', secret: {secretName: 'late'}})
  await pass(2000)
  expect(events('Pod', 'app').at(-1)).toBe(
    'FailedMount: MountVolume.SetUp failed for volume "x" : secret "late" not found ×2',
  )
  await create(secretResource, 'late', {})
  await pass(2500)
  expect(state()).toHaveProperty('running')
})
