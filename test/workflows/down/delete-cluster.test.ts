import {readFileSync, writeFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {type ClusterRecord, readRecord, writeRecord} from '../../../src/cluster/state.ts'
import {formatScript} from '../../../src/process/command.ts'
import {Run} from '../../../src/process/run.ts'
import {deleteCluster} from '../../../src/workflows/down/delete-cluster.ts'
import {verifyGone} from '../../../src/workflows/down/down.ts'
import type {DownTarget} from '../../../src/workflows/down/find-targets.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../../support/provider.ts'

const record = (name: string, more: Partial<ClusterRecord> = {}): void =>
  writeRecord({
    name,
    provider: 'kind',
    controlPlaneId: `id-${name}-control-plane`,
    nodes: [`${name}-control-plane`],
    previousContext: 'base',
    startedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  })
const shop = (recorded: ReturnType<typeof recordedProvider>, more: Partial<DownTarget> = {}): DownTarget => ({
  name: 'shop',
  provider: recorded.provider,
  cluster: recorded.clusters[0],
  ours: true,
  ...more,
})
const none = {kubeconfig: undefined, what: undefined, gone: []}
const withRun = (exec = recordedExec({}).exec) =>
  Object.assign(new Run({verbosity: 0, timeoutMs: 0, note: () => {}}), {exec})

test('A cluster is deleted with its record, and says how many containers are gone', async () => {
  writeContexts(ownFolders(), ['kind-shop', 'base'])
  record('shop')
  const recorded = recordedProvider([clusterOf('shop')])
  const run = withRun()
  expect(await deleteCluster(run, shop(recorded), none).run(() => {})).toEqual({
    detail: '1 container removed',
    value: {nodes: ['shop-control-plane'], restored: 'base', context: 'kind-shop', others: []},
  })
  expect(recorded.changes).toEqual(['delete shop'])
  expect(readRecord('shop')).toBeUndefined()
  run.close()
})

test('A cluster that took the place of kubia’s since it was looked for is refused', async () => {
  ownFolders()
  record('shop')
  const recorded = recordedProvider([clusterOf('shop', [nodeOf('shop-control-plane', {id: 'another'})])])
  const run = withRun()
  await expect(deleteCluster(run, shop(recorded), none).run(() => {})).rejects.toMatchObject({
    code: 'NOT_OURS',
    message: 'Refusing: cluster shop that is there now was not made by kubia',
  })
  expect(recorded.changes).toEqual([])
  run.close()
})

test('Of a record that proves nothing, no more than the record is removed', async () => {
  ownFolders()
  record('shop', {controlPlaneId: '', startedAt: ''})
  const recorded = recordedProvider()
  const run = withRun()
  const target = shop(recorded, {onlyRecord: true})
  const {detail} = await deleteCluster(run, target, {...none, what: "kubia's record of it"}).run(() => {})
  expect(detail).toBe("kubia's record of it removed, no container was left")
  expect(recorded.changes).toEqual([])
  run.close()
})

test('A plan deletes the cluster, and gives the earlier context back unless it is gone by then', async () => {
  writeContexts(ownFolders(), ['kind-shop', 'base'])
  record('shop')
  const recorded = recordedProvider([clusterOf('shop')])
  const script = async (gone: string[]) =>
    (await deleteCluster(withRun(), shop(recorded), {...none, gone}).script()).map(line =>
      typeof line === 'string' ? line : formatScript(line),
    )
  expect(await script(['base'])).toEqual(['kind delete cluster --name shop'])
  expect(await script([])).toEqual([
    'current=$(kubectl config current-context 2>/dev/null)',
    'kind delete cluster --name shop',
    '# makes the context current again that was before',
    '[ "$current" != kind-shop ] || kubectl config use-context base',
  ])
})

test('Verify says that nothing is left', async () => {
  const {detail} = await verifyGone([shop(recordedProvider())], []).run(() => {})
  expect(detail).toBe('no container left')
})

test('Verify names the nodes that are still there, and what removes them', async () => {
  const recorded = recordedProvider([clusterOf('shop')])
  const left = {command: ['docker', 'rm', '-f', 'shop'], comment: 'shop: busy'}
  await expect(
    verifyGone([shop(recorded)], [{name: 'shop', error: new Error('busy'), left}]).run(() => {}),
  ).rejects.toMatchObject({
    code: 'PARTIAL_DOWN',
    message: 'still there: shop-control-plane',
    details: {fix: [left], next: {command: ['kubectl', 'kubia', 'down', 'shop']}},
  })
})

test('A renamed context goes with its cluster, is said of, and gives the earlier one back; a plan does the same', async () => {
  const file = ownFolders()
  record('shop')
  const write = (entries: readonly string[]): void =>
    writeFileSync(
      file,
      JSON.stringify({
        'current-context': 'dev',
        contexts: [
          {name: 'dev', context: {cluster: 'kind-shop', user: 'kind-shop'}},
          {name: 'base', context: {cluster: 'base', user: 'base'}},
        ],
        clusters: entries.map(name => ({name, cluster: {server: 'https://127.0.0.1:1'}})),
      }),
    )
  write(['kind-shop', 'base'])
  const recorded = recordedProvider([clusterOf('shop')], {
    delete: async () => {
      write(['base'])
      return ['shop-control-plane']
    },
  })
  const run = withRun()
  const action = deleteCluster(run, shop(recorded), none)
  expect(await action.script()).toEqual([
    'current=$(kubectl config current-context 2>/dev/null)',
    'kind delete cluster --name shop',
    'kubectl config delete-context dev',
    '# makes the context current again that was before',
    '[ "$current" != kind-shop ] || kubectl config use-context base',
    '[ "$current" != dev ] || kubectl config use-context base',
  ])
  const {script} = deleteCluster(run, shop(recorded), {...none, gone: ['base']})
  expect(await script()).toEqual([
    'kind delete cluster --name shop',
    'kubectl config delete-context dev',
    '[ "$(kubectl config current-context 2>/dev/null)" != dev ] || kubectl config unset current-context',
  ])
  expect(await action.run(() => {})).toEqual({
    detail: '1 container removed, with context dev',
    value: {nodes: ['shop-control-plane'], restored: 'base', context: 'kind-shop', others: ['dev']},
  })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({'current-context': 'base', contexts: [{name: 'base'}]})
  run.close()
})
