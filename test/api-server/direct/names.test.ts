import {chmodSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {namesDirectly} from '../../../src/api-server/direct/names.ts'
import {readLine} from '../../../src/shell/completer/line.ts'
import {createLiveValues} from '../../../src/shell/completer/live.ts'
import {completionTable} from '../../../src/shell/completion-table.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'
import {directApi} from './direct-api.ts'

const {signal} = new AbortController()
const table = (names: readonly string[], more = ''): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {resourceVersion: '1', ...(more === '' ? {} : {continue: more})},
  columnDefinitions: [
    {name: 'Ready', format: ''},
    {name: 'Name', format: 'name'},
  ],
  rows: names.map(name => ({cells: ['1/1', name], object: null})),
})
const metadata = (...objects: object[]): object => ({
  kind: 'PartialObjectMetadataList',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {resourceVersion: '1'},
  items: objects.map(one => ({kind: 'PartialObjectMetadata', metadata: one})),
})
const owned = {ownerReferences: [{kind: 'ReplicaSet', name: 'web', uid: '1'}]}

/** A kubectl that prints a name, first on PATH, and a cache of this test's own. */
const withKubectl = (): void => {
  const folder = temporaryFolder()
  const kubectl = join(folder, 'kubectl')
  writeFileSync(kubectl, '#!/bin/sh\necho Pod/of-kubectl\n')
  chmodSync(kubectl, 0o755)
  setEnv({KUBECTL_PATH: kubectl, XDG_CACHE_HOME: folder})
}

const valuesAt = (kubeconfig: string) => {
  const flags = {kubeconfig: {name: 'kubeconfig', type: 'option'}} as const
  const line = readLine(['--kubeconfig', kubeconfig, ''], completionTable({up: {args: {}, flags}}, {}, [], []))
  return createLiveValues(line, [], 20_000)
}

test('Names come from tables without objects, in long pages over one connection', async () => {
  const {kubeconfig, asked, connections} = await directApi(path => ({
    body: path.includes('continue=next') ? table(['web-2']) : table(['web-0', 'web-1'], 'next'),
  }))
  expect(await namesDirectly({kubeconfig}, {kinds: ['pods'], free: false, signal})).toEqual([
    'pod/web-0',
    'pod/web-1',
    'pod/web-2',
  ])
  expect(asked).toEqual([
    '/api/v1/namespaces/default/pods?limit=2000&includeObject=None',
    '/api/v1/namespaces/default/pods?limit=2000&includeObject=None&continue=next',
  ])
  expect(connections()).toBe(1)
})

test('What belongs to another object is left out by its owners, and kinds keep their order', async () => {
  const {kubeconfig, asked} = await directApi(path => ({
    body: path.includes('/deployments')
      ? metadata({name: 'web'})
      : metadata({name: 'web-0', ...owned}, {name: 'alone'}),
  }))
  const names = await namesDirectly({kubeconfig, namespace: 'shop'}, {kinds: ['deployment', 'pod'], free: true, signal})
  expect(names).toEqual(['deployment/web', 'pod/alone'])
  expect(asked).toEqual([
    '/apis/apps/v1/namespaces/shop/deployments?limit=2000',
    '/api/v1/namespaces/shop/pods?limit=2000',
  ])
})

test('A server that has only whole objects is read too, and a kind that may not be listed hides no other', async () => {
  const {kubeconfig} = await directApi(path =>
    path.includes('/deployments')
      ? {status: 403, body: {kind: 'Status', reason: 'Forbidden'}}
      : {body: {kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [{metadata: {name: 'web-0'}}]}},
  )
  expect(await namesDirectly({kubeconfig}, {kinds: ['deployment', 'pod'], free: false, signal})).toEqual(['pod/web-0'])
})

test('Of a server that has a kind only in an earlier version, the names of that version are offered', async () => {
  const {kubeconfig, asked} = await directApi(path =>
    path.startsWith('/apis/batch/v1/') ? {status: 404, body: '404 page not found'} : {body: table(['nightly'])},
  )
  const names = await namesDirectly({kubeconfig, namespace: 'shop'}, {kinds: ['cronjob'], free: false, signal})
  expect(names).toEqual(['cronjob/nightly'])
  expect(asked).toEqual([
    '/apis/batch/v1/namespaces/shop/cronjobs?limit=2000&includeObject=None',
    '/apis/batch/v1beta1/namespaces/shop/cronjobs?limit=2000&includeObject=None',
  ])
})

test('Where the time is over, what has come is the answer', async () => {
  const over = new AbortController()
  const {kubeconfig, asked} = await directApi(path => {
    if (!path.includes('continue=')) return {body: table(['web-0'], 'next')}
    over.abort()
    return undefined
  })
  const query = {kinds: ['pods'], free: false, signal: over.signal}
  expect(await namesDirectly({kubeconfig}, query)).toEqual(['pod/web-0'])
  expect(asked).toHaveLength(2)
})

test('Completion asks the server and starts no kubectl', async () => {
  withKubectl()
  const {kubeconfig} = await directApi(() => ({body: table(['web-0'])}))
  expect(await valuesAt(kubeconfig).objects(['pod'], false)).toEqual(['pod/web-0'])
})

test.each([
  ['a server that fails', 'pod', 500],
  ['a server that does not know who asks', 'pod', 401],
  ['a kind that is not known here', 'widgets', 200],
])('Completion asks kubectl for %s', async (_title, kind, status) => {
  withKubectl()
  const {kubeconfig} = await directApi(() => ({status, body: table([])}))
  expect(await valuesAt(kubeconfig).objects([kind], false)).toEqual(['pod/of-kubectl'])
})

test('Completion asks kubectl where a program logs in', async () => {
  withKubectl()
  const kubeconfig = join(temporaryFolder(), 'config')
  const config = {
    'current-context': 'c',
    contexts: [{name: 'c', context: {cluster: 'c', user: 'c'}}],
    clusters: [{name: 'c', cluster: {server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true}}],
    users: [{name: 'c', user: {exec: {command: 'login'}}}],
  }
  writeFileSync(kubeconfig, JSON.stringify(config))
  expect(await valuesAt(kubeconfig).objects(['pod'], false)).toEqual(['pod/of-kubectl'])
})
