import {describe, expect, test} from 'vitest'
import {resourceFinder, resourceOfKind, resourcePath} from '../../src/api-server/resources.ts'
import {columnsIn, rowsIn} from '../../src/api-server/table-answer.ts'
import type {ApiProxy} from '../../src/api-server/transport/proxy.ts'
import {printObjects} from '../../src/printers/objects.ts'
import {apiServer} from './transport/api-server.ts'

const RESOURCES: Readonly<Record<string, object>> = {
  '/api/v1': {
    resources: [
      {name: 'configmaps', kind: 'ConfigMap', namespaced: true, singularName: '', shortNames: ['cm']},
      {name: 'pods/status', kind: 'Pod', namespaced: true, singularName: ''},
      {name: 'nodes', kind: 'Node', namespaced: false, singularName: ''},
    ],
  },
  '/apis': {
    groups: [
      {
        name: 'batch',
        versions: [{groupVersion: 'batch/v1beta1'}, {groupVersion: 'batch/v1'}],
        preferredVersion: {groupVersion: 'batch/v1'},
      },
      {name: 'metrics.k8s.io', versions: [{groupVersion: 'metrics.k8s.io/v1beta1'}]},
    ],
  },
  '/apis/batch/v1': {resources: [{name: 'jobs', kind: 'Job', namespaced: true, singularName: 'job'}]},
  '/apis/batch/v1beta1': {
    resources: [{name: 'cronjobs', kind: 'CronJob', namespaced: true, singularName: '', shortNames: ['cj']}],
  },
}

/** A server with these resources; the one behind metrics.k8s.io does not answer. */
const server = (): Promise<ApiProxy> =>
  apiServer((request, response) => {
    const answer = RESOURCES[request.url ?? '']
    response.statusCode = answer ? 200 : 503
    response.end(JSON.stringify(answer ?? {kind: 'Status', message: 'service unavailable'}))
  })
const {signal} = new AbortController()

describe('a word for a resource', () => {
  test.each([
    ['cm', '/api/v1/namespaces/shop/configmaps'],
    ['ConfigMap', '/api/v1/namespaces/shop/configmaps'],
    ['node', '/api/v1/nodes'],
    ['jobs', '/apis/batch/v1/namespaces/shop/jobs'],
    ['jobs.batch', '/apis/batch/v1/namespaces/shop/jobs'],
    ['cj', '/apis/batch/v1beta1/namespaces/shop/cronjobs'],
  ])('%s: %s', async (word, path) =>
    expect(resourcePath(await resourceFinder(await server(), signal)(word), 'shop')).toBe(path),
  )

  test.each(['crd', 'jobs.apps', 'pods/status'])('%s is none of this server', async word => {
    await expect(resourceFinder(await server(), signal)(word)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `the server doesn't have a resource type "${word}"`,
    })
  })

  test('a kind is found in its version, and in all namespaces', async () => {
    const proxy = await server()
    const found = await resourceOfKind(proxy, {apiVersion: 'v1', kind: 'ConfigMap'}, signal)
    expect(found && resourcePath(found, undefined)).toBe('/api/v1/configmaps')
    expect(await resourceOfKind(proxy, {apiVersion: 'metrics.k8s.io/v1beta1', kind: 'NodeMetrics'}, signal)).toBe(
      undefined,
    )
  })
})

const table = {
  kind: 'Table',
  columnDefinitions: [
    {name: 'Last Seen', type: 'string', priority: 0},
    {name: 'Name', type: 'string', priority: 1},
    {name: 'Count', type: 'integer'},
  ],
  rows: [
    {cells: ['3s', 'a.1', 4], object: {metadata: {name: 'a.1', namespace: 'shop'}}},
    {cells: [null, 'a.2', {x: '\u001B[2J'}], object: {metadata: {name: 'a.2', namespace: 'shop'}}},
  ],
}
const event = (name: string) => ({apiVersion: 'v1', kind: 'Event', metadata: {name, namespace: 'shop'}})

test('A table of the server goes through the printer of all tables', () => {
  const cells = new Map(rowsIn(table).map(row => [`shop/${row.object.metadata.name}`, row.cells]))
  const tables = new Map([['event', {columns: columnsIn(table) ?? [], cells}]])
  const options = {tables, now: 0, serverVersion: {major: 1, minor: 36, gitVersion: 'v1.36.4'}}
  expect(printObjects([event('a.1'), event('a.2'), event('a.3')], options)).toBe(
    'LAST SEEN   COUNT\n3s          4\n            {"x":"\\u001b[2J"}\n\n',
  )
  expect(printObjects([event('a.1')], {...options, wide: true, allNamespaces: true, prefixed: true})).toBe(
    'NAMESPACE   LAST SEEN   NAME        COUNT\nshop        3s          event/a.1   4\n',
  )
})

test.each([
  [undefined],
  [{}],
  [{rows: 3, columnDefinitions: 'x'}],
  [{rows: [null, {cells: 'a'}, {cells: [], object: {metadata: {name: 3}}}]}],
])('What is no table has no rows: %j', answer => {
  expect(rowsIn(answer)).toEqual([])
  expect(columnsIn(answer)).toBe(undefined)
})
