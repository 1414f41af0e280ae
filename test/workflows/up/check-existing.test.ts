import {expect, test} from 'vitest'
import {DEFAULT_SPEC} from '../../../src/cluster/cluster-spec.ts'
import {configArgs} from '../../../src/cluster/ownership.ts'
import type {LocalCluster} from '../../../src/cluster/provider.ts'
import {type ClusterRecord, writeRecord} from '../../../src/cluster/state.ts'
import {decideOn, describeDecision, portsToFind} from '../../../src/workflows/up/check-existing.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {clusterOf, nodeOf} from '../../support/provider.ts'

const spec = {...DEFAULT_SPEC, name: 'shop', provider: 'kind'}
const record = (more: Partial<ClusterRecord> = {}): void =>
  writeRecord({
    name: 'shop',
    provider: 'kind',
    controlPlaneId: 'id-shop-control-plane',
    nodes: ['shop-control-plane'],
    previousContext: '',
    startedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  })
const config = {source: 'kind.yaml', text: '', shape: {}, ports: [], fields: {}}
const decide = (cluster: LocalCluster | undefined, {recreate = false, stated = {}} = {}) =>
  decideOn(cluster, {spec: {...spec, stated}, recreate})

test('Where nothing exists, a cluster is to be created', () => {
  ownFolders()
  expect(decide(undefined)).toBeUndefined()
  expect(describeDecision(undefined)).toBe('none of this name')
})

test('A cluster that is what was asked for is used, and described by how many of its nodes run', () => {
  ownFolders()
  const cluster = clusterOf('shop', [nodeOf('shop-control-plane'), nodeOf('shop-worker', {running: false})])
  expect(decide(cluster)).toEqual({use: cluster})
  expect(describeDecision({use: cluster})).toBe('1 of 2 running')
  expect(describeDecision({use: clusterOf('shop')})).toBe('1 running')
})

test('What an interrupted run has left is to be removed, also where no node of it is there', () => {
  ownFolders()
  record({controlPlaneId: '', nodes: []})
  const decision = decide(clusterOf('shop'))
  expect(decision).toEqual({remove: 'leftover', why: '1 node of an interrupted run, to be removed'})
  expect(decide(undefined)).toMatchObject({remove: 'leftover'})
  expect(describeDecision(decision)).toBe('1 node of an interrupted run, to be removed')
})

test('One that is not what was asked for is refused, or with --recreate created again where it is ours', () => {
  ownFolders()
  const stated = {workers: 2}
  expect(() => decide(clusterOf('shop'), {stated})).toThrow(expect.objectContaining({code: 'CLUSTER_DIFFERS'}))
  expect(() => decide(clusterOf('shop'), {stated, recreate: true})).toThrow(expect.objectContaining({code: 'NOT_OURS'}))
  record()
  expect(decide(clusterOf('shop'), {stated, recreate: true})).toEqual({
    remove: 'recreate',
    why: 'cluster shop exists and is not what was asked for: workers 0 → 2; to be created again',
  })
})

test.each([
  ['a flag', {flags: {workers: 2}}, 'or leave the flag out, or choose another name'],
  ['a config', {config}, 'or give the config that it was made with, or choose another name'],
  [
    'a flag over a config',
    {config, flags: {workers: 2}},
    'or leave the flag out, or give the config that it was made with, or choose another name',
  ],
])('What makes a difference go away is said by where it was stated: %s', (_, more, undoing) => {
  ownFolders()
  const wanted = {spec: {...spec, ...more, stated: {workers: 2}}, recreate: false}
  expect(() => decideOn(clusterOf('shop'), wanted)).toThrow(
    expect.objectContaining({details: expect.objectContaining({fix: [expect.anything(), undoing]})}),
  )
})

test('Advice for a cluster that was made with a config has the config in its line', () => {
  ownFolders()
  record({configFile: '/home/me/kind.yaml'})
  expect(() => decide(clusterOf('shop'), {stated: {workers: 2}})).toThrow(
    expect.objectContaining({
      details: expect.objectContaining({
        fix: expect.arrayContaining([
          'kubectl kubia up shop --config /home/me/kind.yaml --recreate     # deletes it, with its data, and creates it again',
        ]),
      }),
    }),
  )
  expect(configArgs(clusterOf('shop'))).toEqual(['--config', '/home/me/kind.yaml'])
  // One of that name that is not kubia's was made otherwise.
  expect(configArgs(clusterOf('shop', [nodeOf('shop-control-plane', {id: 'another'})]))).toEqual([])
})

test('The ports that must be free are those that are asked for, but for those of the cluster that goes', () => {
  const port = (hostPort: number) => ({address: '127.0.0.1', hostPort, nodePort: 30080, protocol: 'TCP'}) as const
  const published = {...spec, ports: [port(8080), port(8081), port(16_443)]}
  expect(portsToFind(undefined, published).map(({hostPort}) => hostPort)).toEqual([8080, 8081, 16_443])
  const held = {...clusterOf('shop', [nodeOf('shop-control-plane', {ports: [port(8080)]})]), apiPorts: [16_443]}
  expect(portsToFind(held, published).map(({hostPort}) => hostPort)).toEqual([8081])
  expect(portsToFind(held, spec)).toEqual([])
})
