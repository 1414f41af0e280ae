import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {draft} from '../support/registry.ts'
import {type TestServer, testServer} from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const PATH = '/api/v1/namespaces/default/configmaps'
const configMap = (name: string, labels = {}) => draft(configMapResource, name, {metadata: {labels}})
const create = (name: string, labels = {}) => server.registry.create(configMapResource, configMap(name, labels))
const label = (name: string, labels: Record<string, string>) =>
  server.registry.update(configMapResource, 'default', name, current => ({
    ...current,
    metadata: {...current.metadata, labels},
  }))
const remove = (name: string) => server.registry.delete(configMapResource, 'default', name)

/** The type and the name of an event. */
// biome-ignore lint/suspicious/noExplicitAny: an event of any shape
const short = (event: any) => `${event.type} ${event.object.metadata.name}`

beforeEach(() => {
  for (const {metadata} of server.registry.list(configMapResource)) remove(metadata.name)
})

describe('a watch', () => {
  test('tells what comes after its revision, in order', async () => {
    const {metadata} = create('a')
    create('b')
    const watch = await server.follow(`${PATH}?watch=true&resourceVersion=${metadata.resourceVersion}`)
    label('a', {x: 'y'})
    remove('b')
    expect([short(await watch.next()), short(await watch.next()), short(await watch.next())]).toEqual([
      'ADDED b',
      'MODIFIED a',
      'DELETED b',
    ])
    watch.close()
  })

  test.each(['', '&resourceVersion=0'])('without a revision begins with what is there (%s)', async revision => {
    create('a')
    const watch = await server.follow(`${PATH}?watch=true${revision}`)
    expect(short(await watch.next())).toBe('ADDED a')
    watch.close()
  })

  test('sees an object come into its selector and leave it', async () => {
    create('a')
    const watch = await server.follow(`${PATH}?watch=1&labelSelector=x%3Dy&resourceVersion=${server.store.revision}`)
    label('a', {x: 'y'})
    label('a', {x: 'y', z: '1'})
    label('a', {})
    label('a', {q: '1'})
    create('end', {x: 'y'})
    const events = []
    for (let count = 0; count < 4; count++) events.push(short(await watch.next()))
    expect(events).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED end'])
    watch.close()
  })

  test('tells of an object that leaves as it was seen last, with the revision at which it left', async () => {
    create('a', {x: 'y'})
    const watch = await server.follow(`${PATH}?watch=1&labelSelector=x&resourceVersion=${server.store.revision}`)
    const left = label('a', {})
    const {object} = await watch.next()
    expect(object.metadata).toMatchObject({labels: {x: 'y'}, resourceVersion: left.metadata.resourceVersion})
    watch.close()
  })

  test('with sendInitialEvents says where the first objects end', async () => {
    create('a')
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
    const watch = await server.follow(`${PATH}?${query}`)
    expect(short(await watch.next())).toBe('ADDED a')
    expect(await watch.next()).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: {
          resourceVersion: String(server.store.revision),
          creationTimestamp: null,
          annotations: {'k8s.io/initial-events-end': 'true'},
        },
      },
    })
    watch.close()
  })

  test('with sendInitialEvents but without resourceVersionMatch is refused', async () => {
    const {code, json} = await server.ask({path: `${PATH}?watch=true&sendInitialEvents=true`})
    expect([code, json.message]).toEqual([
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ])
  })

  test('gets a bookmark every minute, and ends when its time is up', async () => {
    const query = `watch=true&allowWatchBookmarks=true&timeoutSeconds=90&resourceVersion=${server.store.revision}`
    const watch = await server.follow(`${PATH}?${query}`)
    server.clock.advance(60_000)
    expect((await watch.next()).type).toBe('BOOKMARK')
    server.clock.advance(30_000)
    expect((await watch.next()).type).toBe('BOOKMARK')
    expect(await watch.next()).toBeUndefined()
  })

  test('from a revision that is forgotten gets an error event', async () => {
    const {revision} = server.store
    for (let count = 0; count < 9000; count++) label(create(`old-${count}`).metadata.name, {a: 'b'})
    const watch = await server.follow(`${PATH}?watch=true&resourceVersion=${revision}`)
    expect(await watch.next()).toMatchObject({type: 'ERROR', object: {code: 410, reason: 'Expired'}})
    expect(await watch.next()).toBeUndefined()
  })

  test('as a table describes its columns once', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
    create('a')
    const watch = await server.follow(`${PATH}?watch=true`, {accept})
    create('b')
    const [first, second] = [await watch.next(), await watch.next()]
    expect(first.object.columnDefinitions.map(({name}: {name: string}) => name)).toEqual(['Name', 'Data', 'Age'])
    expect(first.object.rows[0].cells).toEqual(['a', 0, '0s'])
    expect(second.object).toMatchObject({columnDefinitions: null, rows: [{cells: ['b', 0, '0s']}]})
    watch.close()
  })
})
