import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {draft} from '../support/registry.ts'
import {type TestServer, testServer} from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    server.registry.create(configMapResource, draft(configMapResource, name, {metadata: {labels: {odd: name}}}))
})
afterAll(() => server.stop())

const PATH = '/api/v1/namespaces/default/configmaps'
const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'
const PARTIAL = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json'

const names = async (query: string): Promise<string[]> => {
  const {json} = await server.ask({path: `${PATH}?${query}`})
  return json.items.map(({metadata}: {metadata: {name: string}}) => metadata.name)
}

describe('a list', () => {
  test('holds items without kind and apiVersion, and the revision of the store', async () => {
    const {json} = await server.ask({path: `${PATH}?limit=500`})
    expect(json).toMatchObject({kind: 'ConfigMapList', apiVersion: 'v1', metadata: {resourceVersion: '6'}})
    expect(Object.keys(json.items[0])).toEqual(['metadata'])
  })

  test('comes in pages that belong together, whatever changes between them', async () => {
    const first = await server.ask({path: `${PATH}?limit=2`})
    expect(first.json.metadata).toMatchObject({resourceVersion: '6', remainingItemCount: 3})
    server.registry.create(configMapResource, draft(configMapResource, 'bb'))
    server.registry.delete(configMapResource, 'default', 'd')
    const rest = await server.ask({path: `${PATH}?limit=9&continue=${first.json.metadata.continue}`})
    expect(rest.json.metadata).toEqual({resourceVersion: '6'})
    expect(rest.json.items.map(({metadata}: {metadata: {name: string}}) => metadata.name)).toEqual(['c', 'd', 'e'])
    server.registry.delete(configMapResource, 'default', 'bb')
    server.registry.create(configMapResource, draft(configMapResource, 'd', {metadata: {labels: {odd: 'd'}}}))
  })

  test.each([
    ['labelSelector=odd%3Da', ['a']],
    ['labelSelector=odd%20in%20(a,c)', ['a', 'c']],
    ['labelSelector=odd%20notin%20(a,b,c,d)', ['e']],
    ['labelSelector=!odd', []],
    ['labelSelector=odd,odd!%3Db', ['a', 'c', 'd', 'e']],
    ['fieldSelector=metadata.name%3Dc', ['c']],
    ['fieldSelector=metadata.name%3Dnone', []],
    ['fieldSelector=metadata.name!%3Dc,metadata.namespace%3Ddefault', ['a', 'b', 'd', 'e']],
  ])('with %s is %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  test('with a selector and a limit does not count what is left', async () => {
    const {json} = await server.ask({path: `${PATH}?limit=1&labelSelector=odd`})
    expect(Object.keys(json.metadata)).toEqual(['resourceVersion', 'continue'])
  })

  test.each([
    [
      'fieldSelector=spec.x%3D1',
      400,
      '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['labelSelector=a%20in%20b', 400, "unable to parse requirement: found 'b', expected: '('"],
    ['continue=nonsense', 400, 'continue key is not valid: illegal base64 data or unknown version'],
    ['resourceVersion=x', 400, 'resourceVersion: Invalid value: "x": strconv.ParseUint: invalid syntax'],
    ['resourceVersion=999999', 504, 'Too large resource version: 999999, current: 10'],
    [
      'resourceVersion=1&resourceVersionMatch=Newest',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Newest": supported values: "Exact", "NotOlderThan", ""',
    ],
    [
      'resourceVersionMatch=Exact',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      'resourceVersion=0&resourceVersionMatch=Exact',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      'sendInitialEvents=true',
      422,
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ],
    [
      'watch=true&resourceVersionMatch=Exact',
      422,
      'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
    ],
    ['limit=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  ])('with %s is refused', async (query, code, message) => {
    const reply = await server.ask({path: `${PATH}?${query}`})
    expect([reply.code, reply.json.message]).toEqual([code, message])
  })

  test('says how to go on when the state of its first page is gone', async () => {
    const shallow = await testServer({}, 4)
    onTestFinished(shallow.stop)
    const make = (name: string) => shallow.registry.create(configMapResource, draft(configMapResource, name))
    for (const name of ['a', 'b', 'c']) make(name)
    const {json: first} = await shallow.ask({path: `${PATH}?limit=1`})
    for (let more = 0; more < 10; more++) make(`d${more}`)
    const {code, json} = await shallow.ask({path: `${PATH}?limit=1&continue=${first.metadata.continue}`})
    expect([code, json.reason]).toEqual([410, 'Expired'])
    expect(json.message).toMatch(/^The provided continue parameter is too old to display a consistent list result\. /)
    const {json: rest} = await shallow.ask({path: `${PATH}?limit=3&continue=${json.metadata.continue}`})
    expect(rest.items.map(({metadata}: {metadata: {name: string}}) => metadata.name)).toEqual(['b', 'c', 'd0'])
    expect(rest.metadata).toMatchObject({resourceVersion: '14', remainingItemCount: 9})
  })

  test('as a table has columns, and the metadata of each object', async () => {
    const {json} = await server.ask({path: `${PATH}?limit=1`, headers: {accept: TABLE}})
    expect(json).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      columnDefinitions: [{name: 'Name', type: 'string', format: 'name', description: '', priority: 0}, {}, {}],
      rows: [{cells: ['a', 0, '0s'], object: {kind: 'PartialObjectMetadata', metadata: {name: 'a'}}}],
    })
  })

  test.each([
    ['Object', 'ConfigMap'],
    ['None', undefined],
  ])('as a table with includeObject=%s holds %s', async (include, kind) => {
    const {json} = await server.ask({path: `${PATH}?limit=1&includeObject=${include}`, headers: {accept: TABLE}})
    expect(json.rows[0].object?.kind).toBe(kind)
  })

  test('can be reduced to metadata', async () => {
    const {json} = await server.ask({path: `${PATH}?limit=1`, headers: {accept: PARTIAL}})
    expect(json).toMatchObject({kind: 'PartialObjectMetadataList', items: [{metadata: {name: 'a'}}]})
  })
})

describe('one object', () => {
  test('comes whole, or as a row', async () => {
    const whole = await server.ask({path: `${PATH}/a`})
    expect(whole.json).toMatchObject({kind: 'ConfigMap', apiVersion: 'v1', metadata: {name: 'a'}})
    const table = await server.ask({path: `${PATH}/a`, headers: {accept: TABLE}})
    expect(table.json).toMatchObject({kind: 'Table', rows: [{cells: ['a', 0, '0s']}]})
  })

  test('that is not there is a Status', async () => {
    const {code, json} = await server.ask({path: '/apis/apps/v1/namespaces/default/deployments/none'})
    expect(code).toBe(404)
    expect(json).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'deployments.apps "none" not found',
      reason: 'NotFound',
      details: {name: 'none', group: 'apps', kind: 'deployments'},
      code: 404,
    })
  })
})
