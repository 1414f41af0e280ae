import {expect, test} from 'vitest'
import {kubiaAdvice} from '../../../src/errors/advice.ts'
import {chooseNodes} from '../../../src/workflows/power/choose-nodes.ts'
import {nodeContainers} from '../../support/docker.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders} from '../../support/kubeconfig.ts'

const NODES = ['shop-control-plane', 'shop-worker', 'kubia-control-plane']

/** Chooses among clusters of kind. @param current the current context */
const choose = async (word: string | undefined, current = 'prod', nodes = NODES, env = {}) => {
  ownFolders()
  const contexts = [current].map(name => ({name, context: {cluster: name, user: name}}))
  const view = JSON.stringify({'current-context': current, contexts})
  const {exec} = recordedExec({...nodeContainers(nodes), 'kubectl config view': {stdout: view}})
  const {cluster, node} = await chooseNodes(exec, 'stop', word, undefined, env)
  return [cluster.name, node?.name]
}

test.each([
  ['a name', 'shop', 'prod', ['shop', undefined]],
  ['no name, which means kubia', undefined, 'kind-shop', ['kubia', undefined]],
  ['a node by its whole name', 'node/shop-worker', 'prod', ['shop', 'shop-worker']],
  ['a node of the current cluster by the rest of its name', 'no/worker', 'kind-shop', ['shop', 'shop-worker']],
])('%s', async (_, word, current, found) => {
  expect(await choose(word, current)).toEqual(found)
})

test('Without a name the cluster of KIND_CLUSTER_NAME is meant', async () => {
  expect(await choose(undefined, 'prod', NODES, {KIND_CLUSTER_NAME: 'shop'})).toEqual(['shop', undefined])
})

test('Where the cluster that is meant without a name is not there, the current one is named, and not taken', async () => {
  await expect(choose(undefined, 'kind-shop', ['shop-control-plane'])).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'no cluster kubia; the current one is shop',
    details: {fix: [kubiaAdvice(['stop', 'shop'])]},
  })
})

test('A node that is not there is answered with those of the current cluster', async () => {
  await expect(choose('node/web', 'kind-shop')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'there is no node web in a local cluster (there are shop-control-plane, shop-worker)',
  })
})
