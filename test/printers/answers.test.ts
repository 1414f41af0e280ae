import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {printAliasStatus} from '../../src/cli/alias-status.ts'
import {kubernetesNodes} from '../../src/cluster/local-cluster.ts'
import type {ClusterRow} from '../../src/printers/clusters.ts'
import {printClusters} from '../../src/printers/clusters.ts'
import {printDown} from '../../src/printers/down.ts'
import {printJson} from '../../src/printers/json.ts'
import {printLoaded} from '../../src/printers/load.ts'
import {printOpened} from '../../src/printers/open.ts'
import {printProblems} from '../../src/printers/problems.ts'
import {printStatusHead, statusObject} from '../../src/printers/status.ts'
import {printUp} from '../../src/printers/up.ts'
import {printYaml} from '../../src/printers/yaml.ts'
import type {AliasStatus} from '../../src/shell/status.ts'
import {cluster, node} from '../cluster/fixtures.ts'

const now = Date.parse('2026-08-23T10:20:00Z')
const overview: ClusterRow = {
  name: 'kubia',
  provider: 'kind',
  context: 'kind-kubia',
  current: true,
  nodes: '2/3',
  version: 'v1.36.4',
  createdAt: '2026-08-23T10:15:00Z',
  image: 'kindest/node:v1.36.4',
  managed: true,
}
const other = {...overview, name: 'shop', context: 'kind-shop', current: false, version: '', image: '', managed: false}

test('clusters is a table, with more columns when it is wide', () => {
  expect(printClusters([overview, other], undefined, now)).toBe(
    `CURRENT   NAME    PROVIDER   NODES   VERSION     AGE
*         kubia   kind       2/3     v1.36.4     5m
          shop    kind       2/3     <unknown>   5m
`,
  )
  expect(printClusters([overview, other], 'wide', now)).toBe(
    `CURRENT   NAME    PROVIDER   NODES   VERSION     AGE   CONTEXT      IMAGE                  MANAGED
*         kubia   kind       2/3     v1.36.4     5m    kind-kubia   kindest/node:v1.36.4   kubia
          shop    kind       2/3     <unknown>   5m    kind-shop    <unknown>              <none>
`,
  )
})

test('clusters has the registry of this machine beside the clusters in what programs read', () => {
  const registry = {name: 'kubia-registry', host: 'localhost:5001', running: true}
  const answer = {apiVersion: 'kubia/v1alpha1', kind: 'ClusterList', items: [overview], registry}
  expect(JSON.parse(printClusters([overview], 'json', now, {registry}))).toEqual(answer)
  expect(parse(printClusters([overview], 'yaml', now, {registry}))).toEqual(answer)
})

test('clusters colours what is wrong with nodes, which the words say too', () => {
  const paint = (tone: string, text: string) => `<${tone}>${text}`
  const nodesOf = (nodes: string): string | undefined =>
    /(?<=kind {7}).*(?= {3}v1)/.exec(printClusters([{...overview, nodes}], undefined, now, {paint}))?.[0]
  expect(nodesOf('3/3 Ready')).toBe('3/3 Ready')
  expect(nodesOf('2/3 Ready')).toBe('<fail>2/3 Ready')
  expect(nodesOf('2/3 Ready, 3 running')).toBe('<fail>2/3 Ready, 3 running')
  expect(nodesOf('3/3 Ready, 2 running')).toBe('<fail>3/3 Ready, 2 running')
  expect(nodesOf('0/3 running')).toBe('<warn>0/3 running')
  expect(nodesOf('3/3 running')).toBe('<warn>3/3 running')
})

test('clusters is a list where the terminal is too narrow for the table', () => {
  const style = {width: 40, paint: (tone: string, text: string) => `<${tone}>${text}`}
  expect(
    printClusters(
      [
        {...overview, nodes: '2/3 Ready'},
        {...other, nodes: '3/3 Ready'},
      ],
      undefined,
      now,
      style,
    ),
  ).toBe(`CURRENT    *
NAME       kubia
PROVIDER   kind
NODES      <fail>2/3 Ready
VERSION    v1.36.4
AGE        5m

NAME       shop
PROVIDER   kind
NODES      3/3 Ready
VERSION    <unknown>
AGE        5m
`)
  expect(printClusters([overview], undefined, now, {width: 80})).toMatch(/^CURRENT {3}NAME /)
})

test('clusters by name, as JSON and as YAML', () => {
  const answer = {apiVersion: 'kubia/v1alpha1', kind: 'ClusterList', items: [overview]}
  expect(printClusters([overview, other], 'name', now)).toBe('kubia\nshop\n')
  expect(JSON.parse(printClusters([overview], 'json', now))).toEqual(answer)
  expect(parse(printClusters([overview], 'yaml', now))).toEqual(answer)
})

test('No clusters are no table, but an empty list', () => {
  expect(printClusters([], undefined, now)).toBe('')
  expect(printClusters([], 'name', now)).toBe('')
  expect(JSON.parse(printClusters([], 'json', now)).items).toEqual([])
})

test('A status begins with the cluster', () => {
  const header = {
    cluster: 'kubia',
    context: 'kind-kubia',
    server: 'https://127.0.0.1:6443',
    version: 'v1.36.4',
    provider: 'kind',
  }
  const line = `CLUSTER   CONTEXT      SERVER                   VERSION   PROVIDER
kubia     kind-kubia   https://127.0.0.1:6443   v1.36.4   kind
`
  expect(printStatusHead(header, 'APP\na\n')).toBe(`${line}\nAPP\na\n`)
  expect(printStatusHead(header, '')).toBe(line)
  expect(printStatusHead(header, '', 80)).toBe(line)
  expect(printStatusHead(header, '', 40)).toBe(`CLUSTER    kubia
CONTEXT    kind-kubia
SERVER     https://127.0.0.1:6443
VERSION    v1.36.4
PROVIDER   kind
`)
  expect(printStatusHead({...header, cluster: '', provider: ''}, '')).toMatch(/\n<none> {4}kind-kubia .* <none>\n$/)
})

test('A status as an object has the context, the health of the apps and the raw objects', () => {
  const metadata = {name: 'a', annotations: {'1': 'a\n  b: []\nitems: []\n', '0': '<&>'}}
  const one = {apiVersion: 'v1', kind: 'Pod', metadata, spec: {args: []}}
  const apps = [{app: 'pod/a', healthy: true, summary: 'a\nitems: []\n    "items": [],\n'}]
  for (const items of [[], [one], [one, {...one, metadata: {name: 'b'}}]]) {
    const status = {apiVersion: 'kubia/v1alpha1', kind: 'Status', context: 'c', apps, items}
    const texts = items.map(item => JSON.stringify(item))
    expect([...statusObject('c', apps, texts, 'json')].join('')).toBe(printJson(status))
    expect([...statusObject('c', apps, texts, 'yaml')].join('')).toBe(printYaml(status))
  }
})

test('The answer of up is the table, the name or one object; a load balancer is no node', () => {
  const balancer = node('kubia-external-load-balancer', {role: 'external-load-balancer'})
  const made = cluster([node('kubia-control-plane'), balancer])
  const outcome = {
    cluster: made,
    nodeNames: kubernetesNodes(made).map(({name}) => name),
    urls: ['http://localhost:8080'],
    changed: true,
    ready: false,
    version: 'v1.36.4',
  }
  const table = (wide: boolean): string => `table ${wide}`
  expect(printUp(outcome, 'kubia', undefined, undefined, table)).toBe('table false')
  expect(printUp(outcome, 'kubia', undefined, 'wide', table)).toBe('table true')
  expect(printUp(outcome, 'kubia', undefined, 'name', table)).toBe('kubia')
  expect(JSON.parse(printUp(outcome, 'kubia', '/k', 'json', table))).toEqual({
    name: 'kubia',
    provider: 'kind',
    context: 'kind-kubia',
    kubeconfig: '/k',
    nodes: ['kubia-control-plane'],
    published: [],
    urls: ['http://localhost:8080'],
    changed: true,
    ready: false,
    version: 'v1.36.4',
  })
  expect(parse(printUp(outcome, 'kubia', undefined, 'yaml', table))).toMatchObject({kubeconfig: null, changed: true})
})

test('Problems of a config are a table in the order of the file', () => {
  const problem = {level: 'error', reason: 'unknown-key'} as const
  expect(
    printProblems([
      {...problem, line: 3, column: 1, path: '', message: 'unknown key nodez', suggestion: 'nodes'},
      {...problem, line: 10, column: 5, path: 'nodes[0].role', message: 'no role'},
    ]),
  ).toBe(`LINE   COLUMN   LEVEL   FIELD           PROBLEM
3      1        error   <none>          unknown key nodez; did you mean "nodes"?
10     5        error   nodes[0].role   no role
`)
})

test('down has the names of what is gone, and with -o json or yaml what else became of it', () => {
  const outcome = {removed: ['kubia', 'shop'], registry: 'kubia-registry', restored: 'prod'}
  expect(printDown(outcome, undefined)).toBe('kubia\nshop\nkubia-registry')
  expect(printDown(outcome, 'name')).toBe('kubia\nshop\nkubia-registry')
  const answer = {removed: ['kubia', 'shop'], registry: 'kubia-registry', context: 'prod'}
  expect(JSON.parse(printDown(outcome, 'json'))).toEqual(answer)
  expect(parse(printDown(outcome, 'yaml'))).toEqual(answer)
  expect(JSON.parse(printDown({removed: [], restored: ''}, 'json'))).toEqual({
    removed: [],
    registry: null,
    context: null,
  })
})

test('open -o json or yaml is an object with the URL, and why it answers', () => {
  const opened = {
    service: {metadata: {name: 'web', namespace: 'shop'}},
    url: 'http://localhost:8080',
    text: 'published',
  }
  const answer = {service: 'web', namespace: 'shop', url: 'http://localhost:8080', why: 'published'}
  expect(JSON.parse(printOpened(opened, 'json'))).toEqual(answer)
  expect(parse(printOpened(opened, 'yaml'))).toEqual(answer)
})

test('load and alias status are yaml too', () => {
  const images = [{image: 'app:dev', outcome: 'loaded' as const, nodes: ['shop-worker']}]
  const loaded = {name: 'shop', provider: 'kind', context: 'kind-shop'}
  expect(parse(printLoaded(loaded, images, 'yaml'))).toEqual(JSON.parse(printLoaded(loaded, images, 'json')))
  const rows = [{shell: 'zsh', name: 'k', use: {kind: 'none'}, managed: false, files: []}] as unknown as AliasStatus[]
  expect(parse(printAliasStatus(rows, 'yaml'))).toEqual(JSON.parse(printAliasStatus(rows, 'json')))
})
