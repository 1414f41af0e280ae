import {readFileSync, writeFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {type ClusterRecord, lockFile, readRecord, removeRecord, writeRecord} from '../../../src/cluster/state.ts'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {down, remains} from '../../../src/workflows/down/down.ts'
import type {DownTarget} from '../../../src/workflows/down/find-targets.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'
import {clusterOf, recordedProvider} from '../../support/provider.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'

/** A cluster of kubia's own, as it is on record. */
const record = (name: string, previousContext: string, more: Partial<ClusterRecord> = {}): void =>
  writeRecord({
    name,
    provider: 'kind',
    controlPlaneId: `id-${name}-control-plane`,
    nodes: [`${name}-control-plane`],
    previousContext,
    startedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  })

/** Two clusters of kubia's, the second of which took the place of the first one's context. */
const twoClusters = (more: Parameters<typeof recordedProvider>[1] = {}) => {
  const kubeconfig = ownFolders()
  writeContexts(kubeconfig, ['kind-b', 'kind-a', 'base'])
  record('a', 'base')
  record('b', 'kind-a', {earlierContexts: ['base']})
  const recorded = recordedProvider([clusterOf('a'), clusterOf('b')], more)
  const target = (name: string): DownTarget => ({
    name,
    provider: recorded.provider,
    cluster: recorded.clusters.find(cluster => cluster.name === name),
    ours: true,
  })
  return {...recorded, kubeconfig, targets: [target('a'), target('b')]}
}

test('Clusters are deleted one after the other, and the context that was current before comes back', async () => {
  const removed: string[] = []
  // As kind does: the cluster's context goes with it, and none is current then.
  const remove = async (name: string): Promise<string[]> => {
    removed.push(name)
    writeContexts(kubeconfig, name === 'a' ? ['kind-b', 'base'] : ['base'], name === 'a' ? 'kind-b' : '')
    return [`${name}-control-plane`]
  }
  const {targets, kubeconfig} = twoClusters({
    delete: remove,
    inspect: async name => (removed.includes(name) ? undefined : clusterOf(name)),
  })
  const {result, shown} = runRecorded(flow => down(flow, {targets, kubeconfig: undefined}), {})
  expect(await result).toEqual({removed: ['a', 'b'], restored: 'base'})
  expect(shown).toEqual([
    'say kubia down · clusters a, b · kind v0.33.0 · docker 20.10.24',
    'start Delete cluster a',
    'ok Delete cluster a: 1 container removed',
    'start Delete cluster b',
    'ok Delete cluster b: 1 container removed',
    'start Verify',
    'ok Verify: no container left',
  ])
  expect(removed).toEqual(['a', 'b'])
  expect(readFileSync(kubeconfig, 'utf8')).toContain('"current-context":"base"')
  expect([readRecord('a'), readRecord('b')]).toEqual([undefined, undefined])
})

test('A context that came back and went with its own cluster afterwards is not said to be back', async () => {
  const removed: string[] = []
  const remove = async (name: string): Promise<string[]> => {
    removed.push(name)
    writeContexts(kubeconfig, name === 'b' ? ['kind-a'] : [], '')
    return [`${name}-control-plane`]
  }
  const {targets, kubeconfig} = twoClusters({
    delete: remove,
    inspect: async name => (removed.includes(name) ? undefined : clusterOf(name)),
  })
  record('a', '')
  record('b', 'kind-a')
  const {result} = runRecorded(flow => down(flow, {targets: targets.toReversed(), kubeconfig: undefined}), {})
  expect(await result).toEqual({removed: ['b', 'a'], restored: ''})
})

test('Of what is not there nothing is removed, and that is said', async () => {
  ownFolders()
  const {provider} = recordedProvider()
  const target = {name: 'shop', provider, cluster: undefined, ours: true}
  const {result, shown} = runRecorded(flow => down(flow, {targets: [target], kubeconfig: undefined}), {})
  expect(await result).toEqual({removed: [], restored: ''})
  expect(shown).toEqual(['skip Delete cluster shop: not there'])
  expect((await planRecorded(flow => down(flow, {targets: [target], kubeconfig: undefined}), {}).plan).script).toBe('')
})

test('One that cannot be deleted keeps no other, and what is left is named with a command', async () => {
  const refuse = async (name: string): Promise<string[]> => {
    if (name === 'a') throw new KubiaError('COMMAND_FAILED', 'docker does not let go')
    return [`${name}-control-plane`]
  }
  const {targets} = twoClusters({delete: refuse, inspect: async name => (name === 'a' ? clusterOf('a') : undefined)})
  const {result, shown} = runRecorded(flow => down(flow, {targets, kubeconfig: undefined}), {})
  await expect(result).rejects.toMatchObject({
    step: {title: 'Verify'},
    error: {
      code: 'PARTIAL_DOWN',
      message: 'still there: a-control-plane',
      details: {
        evidence: ['a: docker does not let go'],
        fix: ['docker rm -f a     # removes what is left of a'],
        next: 'kubectl kubia down a b',
      },
    },
  })
  expect(shown.filter(line => !line.startsWith('start'))).toEqual([
    'say kubia down · clusters a, b · kind v0.33.0 · docker 20.10.24',
    'fail Delete cluster a',
    'ok Delete cluster b: 1 container removed',
    'fail Verify',
  ])
})

test('A plan gives back what the run would, though clusters were deleted in between', async () => {
  const {targets, changes, kubeconfig} = twoClusters()
  const both = planRecorded(flow => down(flow, {targets, kubeconfig: undefined}), {})
  expect((await both.plan).script).toBe(`current=$(kubectl config current-context 2>/dev/null)
kind delete cluster --name a
# makes the context current again that was before
[ "$current" != kind-a ] || kubectl config use-context base
current=$(kubectl config current-context 2>/dev/null)
kind delete cluster --name b
# makes the context current again that was before
[ "$current" != kind-b ] || kubectl config use-context base`)
  writeContexts(kubeconfig, ['kind-b', 'base'])
  const second = planRecorded(flow => down(flow, {targets: targets.slice(1), kubeconfig: undefined}), {})
  expect((await second.plan).script).toContain('[ "$current" != kind-b ] || kubectl config use-context base')
  expect(changes).toEqual([])
})

test('A plan of a deletion that was cut off gives a context back where none is current', async () => {
  const {targets, kubeconfig} = twoClusters()
  writeContexts(kubeconfig, ['base'], '')
  record('b', 'base', {deleting: true, wasCurrent: true})
  const {plan} = planRecorded(flow => down(flow, {targets: targets.slice(1), kubeconfig: undefined}), {})
  expect((await plan).script).toBe(`kind delete cluster --name b
[ -n "$(kubectl config current-context 2>/dev/null)" ] || kubectl config use-context base`)
})

test('A plan names no context that is gone, and none where the kubeconfig cannot be read', async () => {
  const {targets, kubeconfig} = twoClusters()
  writeContexts(kubeconfig, ['kind-b'])
  const gone = planRecorded(flow => down(flow, {targets: targets.slice(1), kubeconfig: undefined}), {})
  expect((await gone.plan).script).toBe('kind delete cluster --name b')
})

test('What remains of a cluster without nodes is told: its context, else its record, else a lock', async () => {
  const kubeconfig = ownFolders()
  const {provider} = recordedProvider()
  const left = (contexts: readonly string[]): Promise<string | undefined> => {
    writeContexts(kubeconfig, contexts)
    const {exec} = recordedExec({})
    return remains(exec, {name: 'a', provider, cluster: undefined, ours: true}, undefined)
  }
  expect(await left(['base'])).toBeUndefined()
  record('a', '')
  expect(await left(['base', 'kind-a'])).toBe('its context')
  expect(await left(['base'])).toBe("kubia's record of it")
  removeRecord('a')
  writeFileSync(lockFile('a'), '')
  expect(await left(['base'])).toBe('the lock of an interrupted run')
})
