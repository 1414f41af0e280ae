import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {contextsBefore} from '../../../src/cluster/earlier-contexts.ts'
import {type ClusterRecord, writeRecord} from '../../../src/cluster/state.ts'
import {
  contextInPlaceOf,
  currentContext,
  otherContexts,
  removeOthers,
  restoreContext,
} from '../../../src/workflows/down/context.ts'
import {recordedExec} from '../../support/exec.ts'
import {ownFolders, writeContexts} from '../../support/kubeconfig.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

const record = (name: string, more: Partial<ClusterRecord> = {}): void =>
  writeRecord({
    name,
    provider: 'sim',
    controlPlaneId: '1',
    nodes: ['a'],
    previousContext: 'before',
    startedAt: '2026-11-28T10:00:00Z',
    ...more,
  })

/** A kubeconfig whose contexts have a server each, but for `bare`. */
const withContexts = (current: string, ...names: string[]): string => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const file = join(temporaryFolder(), 'config')
  const contexts = [...names, 'bare'].map(name => ({name, context: {cluster: name, user: name}}))
  const clusters = names.map(name => ({name, cluster: {server: 'https://127.0.0.1:1'}}))
  writeFileSync(file, JSON.stringify({'current-context': current, contexts, clusters}))
  return file
}

const currentOf = (file: string): string => JSON.parse(readFileSync(file, 'utf8'))['current-context']

test.each([
  ['the earlier one where the cluster’s is still current', 'sim-own', ['before'], 'before', 'before'],
  ['the earlier one where none is current any more', '', ['before'], 'before', 'before'],
  ['the first one that exists', '', ['gone', 'before'], 'before', 'before'],
  ['none that has lost its cluster', 'sim-own', ['bare'], '', ''],
  ['none, where another one is current by now', 'other', ['before'], '', 'other'],
  ['none that is on its way out', '', ['sim-dying', 'before'], 'before', 'before'],
  ['none but the cluster’s own, which is gone', 'sim-own', ['sim-own'], '', ''],
])('Given back is %s', async (_, current, previous, restored, after) => {
  const file = withContexts(current, 'before', 'other', 'sim-own', 'sim-dying')
  record('dying', {deleting: true})
  expect(await restoreContext(recordedExec({}).exec, file, ['sim-own'], previous)).toBe(restored)
  expect(currentOf(file)).toBe(after)
})

test('A cluster that comes while the current one goes remembers what that one would give back', () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  record('dying', {deleting: true, wasCurrent: true, earlierContexts: ['first']})
  expect(contextsBefore({provider: 'sim', name: 'new'}, '')).toEqual({
    previousContext: 'before',
    earlierContexts: ['first'],
  })
})

test('The context that would take a cluster’s place is the first earlier one that is there, and none of an unreadable kubeconfig', async () => {
  const file = ownFolders()
  writeContexts(file, ['kind-shop', 'base'])
  const {exec} = recordedExec({})
  expect(await contextInPlaceOf(exec, undefined, 'kind-shop', ['gone', 'kind-shop', 'base'])).toBe('base')
  expect(await contextInPlaceOf(exec, undefined, 'kind-shop', ['gone'])).toBe('')
  expect(await currentContext(exec, undefined)).toBe('kind-shop')
  writeFileSync(file, '{')
  expect(await contextInPlaceOf(exec, undefined, 'kind-shop', ['base'])).toBe('')
  expect(await currentContext(exec, undefined)).toBe('')
})

/** A kubeconfig with a cluster `kind-shop` behind the contexts `dev` and `kind-shop`, and another one. */
const withRenamed = (current: string, entry: boolean): string => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const file = join(temporaryFolder(), 'config')
  const context = (name: string, cluster: string) => ({name, context: {cluster, user: cluster}})
  writeFileSync(
    file,
    JSON.stringify({
      'current-context': current,
      contexts: [context('dev', 'kind-shop'), context('kind-shop', 'kind-shop'), context('base', 'base')],
      clusters: ['base', ...(entry ? ['kind-shop'] : [])].map(name => ({
        name,
        cluster: {server: 'https://127.0.0.1:1'},
      })),
    }),
  )
  return file
}
const contextsOf = (file: string): string[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as {contexts: {name: string}[]}).contexts.map(({name}) => name)

test('Other contexts that lead to a cluster are those of its entry, whatever they are called', async () => {
  const {exec} = recordedExec({})
  expect(await otherContexts(exec, withRenamed('dev', true), 'kind-shop')).toEqual(['dev'])
  expect(await otherContexts(exec, withRenamed('dev', true), 'base')).toEqual([])
  const broken = join(temporaryFolder(), 'config')
  writeFileSync(broken, '{')
  expect(await otherContexts(exec, broken, 'kind-shop')).toEqual([])
})

test('A renamed context goes once its cluster’s entry is gone, and is not left current', async () => {
  const {exec} = recordedExec({})
  const gone = withRenamed('dev', false)
  await removeOthers(exec, gone, 'kind-shop', ['dev'])
  expect([contextsOf(gone), currentOf(gone)]).toEqual([['kind-shop', 'base'], ''])
  expect(await restoreContext(exec, gone, ['kind-shop', 'dev'], ['base'])).toBe('base')
  const there = withRenamed('dev', true)
  await removeOthers(exec, there, 'kind-shop', ['dev'])
  expect(contextsOf(there)).toEqual(['dev', 'kind-shop', 'base'])
})
