import {expect, test} from 'vitest'
import {checkLeftovers, describeLeftover, type Trace} from '../../src/checks/leftovers.ts'
import type {ClusterNode, LocalCluster} from '../../src/cluster/provider.ts'
import type {ClusterRecord} from '../../src/cluster/state.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {adviceLine} from '../support/advice.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const node = (name: string): ClusterNode => ({
  name,
  role: name.endsWith('control-plane') ? 'control-plane' : 'worker',
  id: `id-${name}`,
  image: 'kindest/node:v1.36.4',
  running: true,
  createdAt: '2026-11-23T10:00:00Z',
  ports: [],
})
const cluster = (...nodes: string[]): LocalCluster => ({
  name: 'shop',
  provider: 'kind',
  context: 'kind-shop',
  nodes: nodes.map(node),
})
const record = (fields: Partial<ClusterRecord> = {}): ClusterRecord => ({
  name: 'shop',
  provider: 'kind',
  controlPlaneId: 'id-shop-control-plane',
  nodes: ['shop-control-plane', 'shop-worker'],
  previousContext: '',
  startedAt: '2026-11-23T09:59:00Z',
  ...fields,
})
const trace = (fields: Partial<Trace>): Trace => ({
  name: 'shop',
  provider: 'kind',
  record: record(),
  damaged: false,
  cluster: cluster('shop-control-plane', 'shop-worker'),
  lock: 'none',
  survivors: [],
  ...fields,
})

test.each([
  ['a whole cluster of ours', {}],
  ['a cluster that kubia did not make', {record: undefined, cluster: undefined}],
  ['one that a run is just making', {record: record({controlPlaneId: '', nodes: []}), lock: 'living'} as const],
  ['a failed one that was to be kept', {record: record({retained: true})}],
])('Nothing is left of %s', (_, fields) => {
  expect(describeLeftover(trace(fields))).toBeUndefined()
})

test.each([
  [{record: record({controlPlaneId: '', nodes: []})}, 'cluster shop: 2 nodes of an interrupted run', 'up shop '],
  [{record: record({deleting: true}), cluster: undefined}, 'cluster shop: 0 nodes of an interrupted run', 'up shop '],
  [
    {survivors: ['kind (pid 7)'], lock: 'dead'} as const,
    'cluster shop: kind (pid 7) of an interrupted run still at work',
    'up shop ',
  ],
  [
    {
      record: record({provider: 'sim'}),
      provider: 'sim' as const,
      cluster: {...cluster(), provider: 'sim' as const, nodes: [{...node('shop-control-plane'), id: ''}]},
    },
    'cluster shop: its state is gone',
    'up shop --provider sim ',
  ],
  [{cluster: undefined}, "cluster shop: a record of kubia's, but no such cluster of its making", 'down shop '],
  [{cluster: cluster('shop-control-plane')}, 'cluster shop: shop-worker is missing', 'up shop --recreate '],
  [{record: undefined, lock: 'dead'} as const, 'cluster shop: the lock of a run that died', 'down shop '],
  [
    {record: undefined, cluster: undefined, lock: 'dead', provider: 'sim'} as const,
    'cluster shop: the lock of a run that died',
    'down shop --provider sim ',
  ],
  [
    {record: record({provider: 'sim', deleting: true}), provider: 'sim'} as const,
    'cluster shop: 2 nodes of an interrupted run',
    'up shop --provider sim ',
  ],
  [
    {record: undefined, damaged: true, cluster: undefined},
    "cluster shop: kubia's record of it cannot be read",
    'down shop {5}# clears it$',
  ],
])('%j is told', (fields, what, command) => {
  const found = describeLeftover(trace(fields))
  expect(found?.what).toBe(what)
  expect(found && adviceLine(found.fix[0] ?? '')).toMatch(new RegExp(`^kubectl kubia ${command}`))
})

test.each([
  [{record: undefined, damaged: true}, "kubia's record of it cannot be read"],
  [{record: record({controlPlaneId: 'id-other'})}, "a record of kubia's, but no such cluster of its making"],
  [{record: record({controlPlaneId: '', startedAt: ''})}, "kubia's record of it does not say when it was begun"],
  [
    {record: record({controlPlaneId: '', startedAt: '2026-11-23T10:00:01Z'})},
    "a record of kubia's, but no such cluster of its making",
  ],
])('A cluster is left, and its record named, where that does not prove that kubia made it: %j', (fields, what) => {
  const folder = temporaryFolder()
  setEnv({XDG_STATE_HOME: folder})
  expect(describeLeftover(trace(fields))).toEqual({
    what: `cluster shop: ${what}`,
    fix: [
      `rm -r ${folder}/kubectl-kubia/clusters/shop.json     # forgets the record`,
      'kubectl kubia down shop --yes     # deletes the cluster, with its data',
    ],
  })
})

test('A record that a newer kubia wrote is left, with what reads it', () => {
  const newer = new KubiaError('STATE_NEWER', '~/shop.json has version 2', {fix: ['use the kubia that wrote it']})
  expect(describeLeftover(trace({record: undefined, newer}))).toEqual({
    what: 'cluster shop: ~/shop.json has version 2',
    fix: ['use the kubia that wrote it'],
  })
})

test('All leftovers are told as one warning', () => {
  expect(checkLeftovers([trace({})])).toBe('none')
  const left = [trace({cluster: undefined}), trace({}), trace({name: 'test', cluster: undefined})]
  expect(checkLeftovers(left)).toMatchObject({
    found: 'of 2 clusters',
    warning: {
      code: 'LEFTOVERS',
      message:
        "cluster shop: a record of kubia's, but no such cluster of its making\ncluster test: a record of kubia's, but no such cluster of its making",
      details: {fix: ['kubectl kubia down shop     # clears it', 'kubectl kubia down test     # clears it']},
    },
  })
})
