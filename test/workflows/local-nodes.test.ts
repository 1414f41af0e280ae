import {expect, test} from 'vitest'
import {writeRecord} from '../../src/cluster/state.ts'
import {askNodesOf, localNodesOf} from '../../src/workflows/local-nodes.ts'
import {record} from '../cluster/fixtures.ts'
import {nodeContainers} from '../support/docker.ts'
import {recordedExec} from '../support/exec.ts'
import {ownFolders} from '../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../support/provider.ts'

test('The nodes of a local cluster come with the line that mends them, and the config it was made with', () => {
  ownFolders()
  const nodes = [nodeOf('kubia-control-plane'), nodeOf('kubia-worker')]
  const balancer = nodeOf('kubia-external-load-balancer', {role: 'external-load-balancer'})
  const local = {provider: recordedProvider().provider, cluster: clusterOf('kubia', [...nodes, balancer])}
  expect(localNodesOf(local)).toEqual({nodes, up: {command: ['kubectl', 'kubia', 'up', 'kubia']}})
  writeRecord(record({configFile: '/shop/kind.yaml'}))
  expect(localNodesOf(local).up).toEqual({command: ['kubectl', 'kubia', 'up', 'kubia', '--config', '/shop/kind.yaml']})
})

test('Nodes are asked for each time, and only where the context leads to a local cluster', async () => {
  ownFolders()
  const {exec, asked} = recordedExec(nodeContainers(['shop-control-plane']))
  const ask = askNodesOf(exec, {context: 'kind-shop'})
  for (const _ of [1, 2]) expect((await ask())?.nodes.map(({name}) => name)).toEqual(['shop-control-plane'])
  expect(asked.filter(line => line.startsWith('docker ps'))).toHaveLength(2)
  expect(await askNodesOf(exec, {})()).toBeUndefined()
  expect(await askNodesOf(exec, {context: 'prod'})()).toBeUndefined()
})

test('Of a cluster that is known only its nodes are asked for, each time again', async () => {
  ownFolders()
  const {exec, asked} = recordedExec({})
  const known = {
    provider: recordedProvider([clusterOf('shop', [nodeOf('shop-worker')])]).provider,
    cluster: clusterOf('shop', []),
  }
  const ask = askNodesOf(exec, {context: 'kind-shop'}, known)
  expect((await ask())?.nodes.map(({name}) => name)).toEqual(['shop-worker'])
  expect(asked).toEqual([])
})
