import {expect, test} from 'vitest'
import {kindProvider} from '../../../src/cluster/providers/kind/provider.ts'
import {readRecord, writeRecord} from '../../../src/cluster/state.ts'
import {adviceBlock} from '../../../src/printers/advice.ts'
import type {Run} from '../../../src/process/run.ts'
import {
  movedNodes,
  nodesMoved,
  nodesToStart,
  recordAddresses,
  startNodes,
} from '../../../src/workflows/up/start-nodes.ts'
import {cluster, container, node, record} from '../../cluster/fixtures.ts'
import {recordedExec} from '../../support/exec.ts'
import {clusterOf, nodeOf} from '../../support/provider.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

const stopped = (name: string) => node(name, {running: false})

test.each([
  ['by their last addresses, as numbers', {a: '172.18.0.10', b: '172.18.0.9', c: '172.18.0.2'}, ['c', 'b', 'a']],
  ['those without an address last, as they come', {b: '172.18.0.9'}, ['b', 'a', 'c']],
  ['as they come where no address is known', {}, ['a', 'b', 'c']],
])('Stopped nodes are started %s', (_, addresses, order) => {
  expect(nodesToStart(cluster([stopped('a'), stopped('b'), node('running'), stopped('c')]), addresses)).toEqual(order)
})

test('Nodes that have other addresses than before are named', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  writeRecord(record({addresses: {'kubia-control-plane': '172.18.0.2', 'kubia-worker': '172.18.0.3'}}))
  const at = (name: string, IPAddress: string) => ({
    ...container('kubia', name),
    NetworkSettings: {Networks: {kind: {IPAddress}}},
  })
  const {exec, asked} = recordedExec({
    'docker start': {},
    'docker ps': {stdout: 'a kubia-control-plane\nb kubia-worker\n'},
    'docker inspect': {stdout: JSON.stringify([at('control-plane', '172.18.0.2'), at('worker', '172.18.0.4')])},
  })
  const provider = kindProvider(exec, {program: 'docker', version: '20'}, '0.33.0')
  const before = cluster([stopped('kubia-control-plane'), stopped('kubia-worker')])
  const action = startNodes(provider, before, false)
  expect(action.script()).toEqual(['docker start kubia-control-plane kubia-worker'])
  const {detail, value} = await action.run(() => {})
  expect(detail).toBe('kubia-control-plane, kubia-worker were stopped')
  if ('lost' in value) throw new Error(value.lost)
  expect(value.restarted?.names).toEqual(['kubia-control-plane', 'kubia-worker'])
  const moved = movedNodes(value.cluster)
  expect(moved).toEqual(['kubia-worker 172.18.0.3 → 172.18.0.4'])
  expect(asked[0]).toBe('docker start kubia-control-plane kubia-worker')
  expect(await nodesMoved(provider, value.cluster, moved)).toMatchObject({
    message: 'the API server stays away: nodes have new addresses (kind#1689)',
    exit: 5,
    details: {evidence: moved, fix: [{command: ['kubectl', 'kubia', 'up', 'kubia', '--recreate']}], keep: true},
  })
  const shop = clusterOf('shop', [nodeOf('shop-control-plane', {address: '172.18.0.3'})])
  const {details} = await nodesMoved({...provider, list: async () => [value.cluster, shop]}, value.cluster, moved)
  expect(details.evidence).toEqual([...moved, 'cluster shop has the earlier ones'])
  expect(adviceBlock({label: 'Fix', advice: details.fix ?? []})).toEqual([
    'Fix:',
    '  gives the addresses back that kubia had:',
    '    kubectl kubia stop shop',
    '  kubectl kubia stop kubia',
    '  kubectl kubia start kubia',
    '  or, with the flags it was made with: deletes it, with its data, and creates it again:',
    '    kubectl kubia up kubia --recreate',
  ])
  const blog = clusterOf('blog', [nodeOf('blog-control-plane', {address: '172.18.0.3'})])
  const both = await nodesMoved({...provider, list: async () => [shop, blog]}, value.cluster, moved)
  expect(both.details.evidence).toEqual([...moved, 'clusters shop, blog have the earlier ones'])
})

test('The addresses of a cluster of kubia’s are kept, and those of another’s are not', () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const log = {write: () => {}} as unknown as Run['log']
  writeRecord(record())
  const at = (id: string, address: string) => clusterOf('kubia', [nodeOf('kubia-control-plane', {id, address})])
  recordAddresses({log}, at('another', '172.18.0.9'))
  expect(readRecord('kubia')?.addresses).toBeUndefined()
  recordAddresses({log}, at('id-kubia-control-plane', '172.18.0.2'))
  expect(readRecord('kubia')?.addresses).toEqual({'kubia-control-plane': '172.18.0.2'})
})

test.each([
  ['id-kubia-control-plane', ['podman network connect --ip 10.89.0.2 kind kubia-control-plane']],
  // Another cluster of the name: what is on record is not of its nodes.
  ['another', []],
])('podman starts the nodes of a cluster of kubia’s at the addresses on record: with the id %s', async (id, first) => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  writeRecord(record({addresses: {'kubia-control-plane': '10.89.0.2'}}))
  const {exec, asked} = recordedExec({podman: {}})
  const provider = kindProvider(exec, {program: 'podman', version: '4.3.1'}, '0.33.0')
  const before = clusterOf('kubia', [nodeOf('kubia-control-plane', {id, running: false})])
  const action = startNodes(provider, before, false)
  const lines = [...first, 'podman start kubia-control-plane']
  expect(action.script()).toEqual(lines)
  await action.run(() => {})
  expect(asked.slice(0, lines.length)).toEqual(lines)
})
