import {writeFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {
  checkRunning,
  chooseCluster,
  clusterForPlan,
  clusterToBe,
  currentCluster,
  namedCluster,
} from '../../src/workflows/choose-cluster.ts'
import {nodeContainers} from '../support/docker.ts'
import {recordedExec} from '../support/exec.ts'
import {ownFolders, writeContexts} from '../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../support/provider.ts'
import {planRecorded} from '../support/workflow.ts'

const machine = (running: boolean, ...names: string[]) => nodeContainers(names, running)

const choose = (answers: Parameters<typeof planRecorded>[1]) => {
  ownFolders()
  const {plan, shown} = planRecorded(flow => clusterForPlan(flow, {name: 'shop'}), answers)
  return {shown, found: plan.then(({result}) => result)}
}

test('A plan is for the cluster that is there, with its nodes', async () => {
  const {found} = choose(machine(true, 'shop-control-plane'))
  expect(await found).toMatchObject({isThere: true, target: {cluster: {nodes: [{name: 'shop-control-plane'}]}}})
})

test('A plan for a cluster that is not there says so, and is for one of that name', async () => {
  const {found, shown} = choose(machine(true))
  expect(await found).toMatchObject({isThere: false, target: {cluster: {name: 'shop', nodes: []}}})
  expect(shown).toEqual(['note warning: there is no local cluster shop; the commands are as for a new one'])
})

test('A plan on a machine without the programs is for a cluster of that name, of which none is known', async () => {
  const missing = {missing: true}
  const {found} = choose({
    docker: missing,
    podman: missing,
    nerdctl: missing,
    finch: missing,
    kind: missing,
    kubectl: missing,
  })
  expect(await found).toMatchObject({isThere: false, target: {cluster: {name: 'shop', context: 'kind-shop'}}})
})

test('A plan fails as the run would where the nodes do not run', async () => {
  const {found} = choose(machine(false, 'shop-control-plane'))
  await expect(found).rejects.toMatchObject({
    code: 'CLUSTER_INCOMPLETE',
    message: 'cluster shop does not run: shop-control-plane is stopped',
  })
})

const withExec = (contexts: readonly string[], names = ['shop-control-plane']) => {
  writeContexts(ownFolders(), contexts)
  return recordedExec(nodeContainers(names)).exec
}

test.each([
  ['the one named', {name: 'shop'}, {}, ['prod']],
  ['the one behind the context named', {context: 'kind-shop'}, {}, ['prod', 'kind-shop']],
  ['the one of KIND_CLUSTER_NAME', {}, {KIND_CLUSTER_NAME: 'shop'}, ['prod']],
  ['the one behind the current context', {}, {}, ['kind-shop']],
])('The cluster that is meant is %s', async (_, flags, env, contexts) => {
  const {cluster, provider} = await chooseCluster(withExec(contexts), flags, env)
  expect([cluster.name, provider.name]).toEqual(['shop', 'kind'])
})

test('A name that no cluster has is answered with those that there are', async () => {
  await expect(chooseCluster(withExec([]), {name: 'shp'}, {})).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'there is no local cluster shp (there is shop); did you mean "shop"?',
    details: {fix: [{command: ['kubectl', 'kubia', 'up', 'shp']}]},
  })
})

test('A context that leads to no local cluster is refused', async () => {
  await expect(chooseCluster(withExec(['prod']), {context: 'prod'}, {})).rejects.toMatchObject({
    code: 'NOT_LOCAL',
    message: 'context prod leads to no local cluster: its nodes can only pull images',
  })
})

test('A cluster all of whose nodes run is taken, one with stopped nodes is refused', () => {
  const {provider} = recordedProvider()
  const nodes = [nodeOf('shop-control-plane'), nodeOf('shop-worker')]
  expect(() => checkRunning({provider, cluster: clusterOf('shop', nodes)})).not.toThrow()
  const stopped = nodes.map(node => ({...node, running: false}))
  expect(() => checkRunning({provider, cluster: clusterOf('shop', stopped)})).toThrow(
    expect.objectContaining({
      code: 'CLUSTER_INCOMPLETE',
      message: 'cluster shop does not run: shop-control-plane, shop-worker are stopped',
    }),
  )
})

test('A cluster that nobody can be asked for is the one of its name or context, without nodes', async () => {
  const exec = withExec(['sim-a'])
  const found = async (flags: Parameters<typeof clusterToBe>[1]) => (await clusterToBe(exec, flags)).cluster
  expect(await found({name: 'shop'})).toMatchObject({name: 'shop', provider: 'kind', nodes: []})
  expect(await found({context: 'sim-b'})).toMatchObject({name: 'b', provider: 'sim'})
  expect(await found({})).toMatchObject({name: 'a', provider: 'sim'})
})

test('The cluster of a name is found whatever context is current', async () => {
  const {cluster, provider} = await namedCluster(withExec(['prod']), 'shop')
  expect([cluster.name, provider.name]).toEqual(['shop', 'kind'])
})

test.each([
  ['kind-shop', 'shop'],
  ['prod', undefined],
  ['', undefined],
])('Behind the current context %j is the local cluster %s', async (context, name) => {
  const found = await currentCluster(withExec(context === '' ? [] : [context]), undefined)
  expect(found?.cluster.name).toBe(name)
})

test('Behind a kubeconfig that cannot be read is no local cluster', async () => {
  writeFileSync(ownFolders(), '[')
  const {exec} = recordedExec({'kubectl config view': {exitCode: 1, stderr: 'error: yaml: line 1'}})
  expect(await currentCluster(exec, undefined)).toBeUndefined()
})
