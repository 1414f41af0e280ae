import {expect, test} from 'vitest'
import {DEFAULT_SPEC} from '../../../src/cluster/cluster-spec.ts'
import type {ClusterProvider, LocalCluster} from '../../../src/cluster/provider.ts'
import {probeStateFolder, readRecord, writeRecord} from '../../../src/cluster/state.ts'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {createCluster, plannedCluster} from '../../../src/workflows/up/create-cluster.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../../support/provider.ts'
import {runRecorded} from '../../support/workflow.ts'

const spec = {...DEFAULT_SPEC, name: 'shop', provider: 'kind'}

/** Creates a cluster as the one step of a workflow. */
const create = (more: Parameters<typeof recordedProvider>[1] = {}, retain = false, there: LocalCluster[] = []) => {
  probeStateFolder()
  const {provider, changes} = recordedProvider(there, more)
  const creation = {spec, prepared: undefined, retain, switchContext: true}
  const {result, shown, run} = runRecorded(
    flow => flow.step('Create cluster', createCluster(flow.run, provider, creation)),
    {'ps ': {stdout: ''}},
  )
  return {result: result.finally(() => run.close()), changes, shown}
}
const refuse =
  (error: KubiaError): (() => Promise<never>) =>
  async () => {
    throw error
  }

test('A cluster that was created is on record as ours, with the context that was current before', async () => {
  writeContexts(ownFolders(), ['base'])
  const {result, changes, shown} = create()
  expect(await result).toMatchObject({name: 'shop', context: 'kind-shop'})
  expect(changes).toEqual(['create shop'])
  expect(shown).toEqual([
    'start Create cluster',
    'progress Create cluster: preparing nodes',
    'ok Create cluster: kind-shop',
  ])
  expect(readRecord('shop')).toMatchObject({
    controlPlaneId: 'id-shop-control-plane',
    nodes: ['shop-control-plane'],
    previousContext: 'base',
  })
})

test('What a failed creation has made is taken back, with its record', async () => {
  ownFolders()
  const {result, changes, shown} = create({create: refuse(new KubiaError('CREATE_FAILED', 'kind could not do it'))})
  await expect(result).rejects.toMatchObject({
    error: {code: 'CREATE_FAILED', details: {left: 'nothing (no container had been made)'}},
    step: {title: 'Create cluster'},
  })
  expect(changes).toEqual(['delete shop'])
  expect(shown.slice(-2)).toEqual([
    'undo Delete cluster shop',
    'undo ok Delete cluster shop: no container had been made',
  ])
  expect(readRecord('shop')).toBeUndefined()
})

test('With --retain it stays, and the record says so', async () => {
  ownFolders()
  const failure = new KubiaError('CREATE_FAILED', 'kind could not do it')
  const {result, changes} = create({create: refuse(failure)}, true)
  await expect(result).rejects.toMatchObject({
    error: {details: {left: 'cluster shop, as far as it was made (--retain)'}},
  })
  expect(changes).toEqual([])
  expect(readRecord('shop')).toMatchObject({retained: true})
})

test('Nodes of another cluster are left alone, and the record is as it was', async () => {
  ownFolders()
  const earlier = {
    name: 'shop',
    provider: 'kind',
    controlPlaneId: 'other',
    nodes: ['shop-control-plane'],
    previousContext: '',
    startedAt: '2026-01-01T00:00:00.000Z',
  }
  writeRecord(earlier)
  const failure = new KubiaError('CREATE_FAILED', 'its nodes exist', {keep: true})
  const {result, changes} = create({create: refuse(failure)})
  await expect(result).rejects.toMatchObject({error: failure})
  expect(changes).toEqual([])
  expect(readRecord('shop')).toMatchObject({controlPlaneId: 'other'})
})

test('A kubeconfig that is locked at the end is waited for, and the cluster is kept', async () => {
  ownFolders()
  const locked = new KubiaError('KUBECONFIG_LOCKED', 'another program edits it', {keep: true})
  const {result, shown} = create({create: refuse(locked)})
  await expect(result).resolves.toMatchObject({name: 'shop'})
  expect(shown).toContain('progress Create cluster: the kubeconfig is locked: waiting for it')
  const stays = create({create: refuse(locked), exportKubeconfig: refuse(locked)})
  await expect(stays.result).rejects.toMatchObject({
    error: {
      code: 'KUBECONFIG_LOCKED',
      details: {
        next: 'kubectl kubia up shop     # writes the context, as kind export kubeconfig --name shop does',
        left: 'the cluster was kept',
      },
    },
  })
})

test('A cluster that is planned has a control plane with the published ports', () => {
  const publish = [{address: '127.0.0.1', hostPort: 8080, nodePort: 30080, protocol: 'TCP' as const}]
  expect(plannedCluster({...DEFAULT_SPEC, name: 'shop', provider: 'kind', stated: {publish}})).toMatchObject({
    name: 'shop',
    context: 'kind-shop',
    nodes: [{name: 'shop-control-plane', running: true, ports: publish}],
  })
})

test('The addresses of stopped clusters of ours are kept for them until the nodes exist', async () => {
  ownFolders()
  const kept: string[] = []
  const reserveAddresses: ClusterProvider['reserveAddresses'] = async nodes => {
    kept.push(...nodes.map(({name, address}) => `${name} ${address}`))
    return async () => void kept.push('given back')
  }
  const asleep = clusterOf('asleep', [
    nodeOf('asleep-control-plane', {running: false}),
    nodeOf('asleep-worker', {running: false}),
    nodeOf('asleep-worker2', {address: '172.18.0.4'}),
  ])
  const addresses = {
    'asleep-control-plane': '172.18.0.2',
    'asleep-worker': '172.18.0.3',
    'asleep-worker2': '172.18.0.4',
  }
  const theirs = clusterOf('theirs', [nodeOf('theirs-control-plane', {running: false})])
  writeRecord({
    name: 'asleep',
    provider: 'kind',
    controlPlaneId: 'id-asleep-control-plane',
    nodes: Object.keys(addresses),
    previousContext: '',
    startedAt: '2026-01-01T00:00:00Z',
    addresses,
  })
  const {result, changes} = create({reserveAddresses}, false, [asleep, theirs])
  await result
  expect(kept).toEqual(['asleep-control-plane 172.18.0.2', 'asleep-worker 172.18.0.3', 'given back', 'given back'])
  expect(changes).toEqual(['create shop'])
})

test('No engine is asked for stopped clusters where no record has addresses', async () => {
  ownFolders()
  let asked = 0
  const list = async () => {
    asked += 1
    return []
  }
  await create({reserveAddresses: async () => async () => {}, list}).result
  expect(asked).toBe(0)
})
