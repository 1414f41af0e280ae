import {expect, test} from 'vitest'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {testCluster} from '../support/cluster.ts'
import {bare} from '../support/manifests.ts'

test('a pod that fits nowhere is tried again after 1, 2, 4 … seconds, also where nothing changes', async () => {
  const cluster = await testCluster()
  await cluster.create(podResource, 'lost', bare({}, {nodeSelector: {disk: 'gold'}}))
  const tries = () => cluster.events('Pod', 'lost').map(event => / ×(\d+)$/.exec(event)?.[1] ?? '1')
  expect(tries()).toEqual(['1'])
  await cluster.pass(1000, 500)
  expect(tries()).toEqual(['2'])
  await cluster.pass(1000, 500)
  expect(tries()).toEqual(['2'])
  await cluster.pass(1000, 500)
  expect(tries()).toEqual(['3'])
})
