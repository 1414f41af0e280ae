import {resolve} from 'node:path'
import {expect, test} from 'vitest'
import {type ClusterRecord, hasRecord, readRecord, writeRecord} from '../../../src/cluster/state.ts'
import {formatScript} from '../../../src/process/command.ts'
import type {Run} from '../../../src/process/run.ts'
import {
  forgetRecord,
  kubeconfigOf,
  removalScript,
  removeCluster,
  tryToRecord,
} from '../../../src/workflows/down/remove-cluster.ts'
import {record} from '../../cluster/fixtures.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'
import {clusterOf, recordedProvider} from '../../support/provider.ts'

const written: string[] = []
const log = {write: (line: string) => void written.push(line)} as unknown as Run['log']
const run = {exec: recordedExec({}).exec, log, note: () => {}}
const removal = {name: 'kubia', kubeconfig: undefined}

test('A removal is on record before anything goes, and leaves no record', async () => {
  writeContexts(ownFolders(), ['kind-kubia', 'prod'])
  writeRecord(record())
  const seen: (ClusterRecord | undefined)[] = []
  const {provider, changes} = recordedProvider([clusterOf('kubia')], {
    delete: async (_, options) => {
      seen.push(readRecord('kubia'))
      changes.push(`delete, nodes may still appear: ${options.settle}`)
      return ['kubia-control-plane']
    },
  })
  expect(await removeCluster(run, provider, removal)).toEqual({
    nodes: ['kubia-control-plane'],
    restored: 'prod',
    context: 'kind-kubia',
    others: [],
  })
  expect(seen).toEqual([record({deleting: true, wasCurrent: true})])
  expect(changes).toEqual(['delete, nodes may still appear: false'])
  expect(hasRecord('kubia')).toBe(false)
})

test('A removal that fails leaves its record, so that a later run finishes it', async () => {
  writeContexts(ownFolders(), ['prod', 'kind-kubia'])
  writeRecord(record())
  const {provider} = recordedProvider([clusterOf('kubia')], {delete: () => Promise.reject(new Error('no'))})
  await expect(removeCluster(run, provider, removal)).rejects.toThrow('no')
  expect(readRecord('kubia')).toEqual(record({deleting: true, wasCurrent: false}))
})

test('A record that proves nothing is forgotten, and no cluster with it', () => {
  ownFolders()
  writeRecord(record())
  const {provider, changes} = recordedProvider([clusterOf('kubia')])
  expect(forgetRecord(provider, 'kubia')).toEqual({nodes: [], restored: '', context: 'kind-kubia', others: []})
  expect(hasRecord('kubia')).toBe(false)
  expect(changes).toEqual([])
})

test('A record that cannot be written stops no removal', () => {
  ownFolders()
  written.length = 0
  tryToRecord({log}, record({name: 'a'.repeat(300)}))
  expect(written).toEqual([expect.stringMatching(/^not put on record: .* cannot be used: ENAMETOOLONG/)])
})

test('The kubeconfig of a cluster is the one named, else the one on record unless kubectl finds it by itself', async () => {
  const own = ownFolders()
  expect(await kubeconfigOf('/k', record({kubeconfig: '/other'}))).toBe('/k')
  expect(await kubeconfigOf(undefined, record({kubeconfig: '/other'}))).toBe('/other')
  expect(await kubeconfigOf(undefined, record({kubeconfig: resolve(own)}))).toBeUndefined()
  expect(await kubeconfigOf(undefined, undefined)).toBeUndefined()
})

const script = async (): Promise<string[]> => {
  const {provider} = recordedProvider([clusterOf('kubia')])
  const lines = await removalScript(run.exec, provider, removal)
  return lines.map(line => (typeof line === 'string' ? line : formatScript(line)))
}

test('The script of a removal makes the context current again that was before', async () => {
  writeContexts(ownFolders(), ['kind-kubia', 'prod'])
  writeRecord(record())
  expect(await script()).toEqual([
    'current=$(kubectl config current-context 2>/dev/null)',
    'kind delete cluster --name kubia',
    '# makes the context current again that was before',
    '[ "$current" != kind-kubia ] || kubectl config use-context prod',
  ])
})

test('The script of a removal that was cut off gives the context back where none is current', async () => {
  writeContexts(ownFolders(), ['kind-kubia', 'prod'])
  writeRecord(record({deleting: true, wasCurrent: true}))
  expect(await script()).toEqual([
    'kind delete cluster --name kubia',
    '[ -n "$(kubectl config current-context 2>/dev/null)" ] || kubectl config use-context prod',
  ])
})

test('The script of a removal gives no context back that is gone', async () => {
  writeContexts(ownFolders(), ['kind-kubia'])
  writeRecord(record())
  expect(await script()).toEqual(['kind delete cluster --name kubia'])
})
