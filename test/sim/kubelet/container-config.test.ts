import {expect, test} from 'vitest'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {secretResource} from '../../../src/sim/kinds/secret/resource.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

const waitingOf = async (container: Record<string, unknown>) => {
  const cluster = await testCluster()
  await cluster.create(configMapResource, 'settings', {data: {color: 'blue'}})
  await cluster.create(podResource, 'app', bare(container))
  await cluster.pass(800)
  const state = () => cluster.pod('app').status.containerStatuses?.[0]?.state
  return {...cluster, state}
}

test.each([
  ['a ConfigMap', {envFrom: [{configMapRef: {name: 'nope'}}]}, 'configmap "nope" not found'],
  ['a Secret', {envFrom: [{secretRef: {name: 'nope'}}]}, 'secret "nope" not found'],
  [
    'a key',
    {env: [{name: 'A', valueFrom: {configMapKeyRef: {name: 'settings', key: 'size'}}}]},
    "couldn't find key size in ConfigMap default/settings",
  ],
])('a container waits for %s that is not there', async (_, container, message) => {
  const {state, events} = await waitingOf(container)
  expect(state()).toEqual({waiting: {reason: 'CreateContainerConfigError', message}})
  expect(events('Pod', 'app')).toContain(`Failed: Error: ${message}`)
})

test('what is optional, or there, keeps nothing from running', async () => {
  const {state} = await waitingOf({
    envFrom: [{configMapRef: {name: 'nope', optional: true}}, {configMapRef: {name: 'settings'}}],
    env: [{name: 'A', valueFrom: {configMapKeyRef: {name: 'settings', key: 'color'}}}],
  })
  expect(state()).toHaveProperty('running')
})

test('the container starts once what was missing has come', async () => {
  const {state, create, pass} = await waitingOf({envFrom: [{secretRef: {name: 'late'}}]})
  await create(secretResource, 'late', {})
  await pass(2500)
  expect(state()).toHaveProperty('running')
})
