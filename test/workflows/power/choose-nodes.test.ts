import {expect, test} from 'vitest'
import {kubiaAdvice} from '../../../src/errors/advice.ts'
import {chooseNodes} from '../../../src/workflows/power/choose-nodes.ts'
import {withCluster} from '../../cluster/providers/sim/cluster.ts'
import {nodeContainers} from '../../support/docker.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts, writeRenamed} from '../../support/kubeconfig.ts'

const NODES = ['shop-control-plane', 'shop-worker', 'kubia-control-plane']

/** Chooses among clusters of kind. @param current the current context */
const choose = async (word: string | undefined, current = 'prod', nodes = NODES, env = {}) => {
  writeContexts(ownFolders(), [current])
  const {exec} = recordedExec(nodeContainers(nodes))
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

test('A name that is near to that of a cluster or a node is advised as the line that was meant', async () => {
  await expect(choose('shpo')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'there is no local cluster shpo (there are kubia, shop); did you mean "shop"?',
    details: {fix: [kubiaAdvice(['stop', 'shop']), kubiaAdvice(['up', 'shpo'], 'creates it')]},
  })
  await expect(choose('node/workr', 'kind-shop')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message:
      'there is no node workr in a local cluster (there are shop-control-plane, shop-worker); did you mean "shop-worker"?',
    details: {
      fix: [kubiaAdvice(['stop', 'node/shop-worker']), kubiaAdvice(['clusters'], 'lists the local clusters')],
    },
  })
})

test('A node of the cluster that is meant is looked for there alone, whatever engine does not answer', async () => {
  writeRenamed(ownFolders(), {context: 'sim-shop', cluster: 'sim-shop', server: 'https://127.0.0.1:6443'})
  withCluster(true)
  const {exec} = recordedExec({
    ...nodeContainers([]),
    'docker version': {exitCode: 1, stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.'},
  })
  const stop = (word: string) => chooseNodes(exec, 'stop', word, undefined, {})
  // Its nodes are named as a kubia of before named them.
  expect((await stop('node/worker')).node?.name).toBe('shop-sim-worker')
  await expect(stop('node/web')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'there is no node web in a local cluster (there are shop-sim-control-plane, shop-sim-worker)',
  })
})

test('A node that is not there is answered with those of the current cluster', async () => {
  await expect(choose('node/web', 'kind-shop')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'there is no node web in a local cluster (there are shop-control-plane, shop-worker)',
  })
})
