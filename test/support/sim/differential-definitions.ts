import {expect, onTestFinished, test, vi} from 'vitest'
import type {Ask, Reply} from './api-client.ts'
import {differences, refusalDifferences} from './compare.ts'
import {comparable, managersOf} from './requests.ts'

type Both = (...request: Parameters<Ask>) => Promise<[Reply, Reply]>

const MERGE = {'content-type': 'application/merge-patch+json'}
const TABLE = {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'}
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const GROUP = 'differential.example.com'

const SPEC = {
  type: 'object',
  required: ['size'],
  properties: {
    size: {type: 'integer', format: 'int32', minimum: 1, maximum: 5},
    color: {type: 'string', enum: ['red', 'blue'], default: 'red'},
    name: {type: 'string', pattern: '^[a-z]+$'},
    port: {'x-kubernetes-int-or-string': true},
    free: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
    parts: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: {name: {type: 'string'}, weight: {type: 'integer', default: 1}},
      },
    },
    labels: {type: 'object', additionalProperties: {type: 'string'}},
  },
}
const STATUS = {type: 'object', properties: {size: {type: 'integer'}, selector: {type: 'string'}}}

const definition = (plural: string, kind: string, version: object = {}, names: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: `${plural}.${GROUP}`},
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: {plural, kind, ...names},
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {openAPIV3Schema: {type: 'object', properties: {spec: SPEC, status: STATUS}}},
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.size',
            statusReplicasPath: '.status.size',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [
          {name: 'Size', type: 'integer', jsonPath: '.spec.size'},
          {name: 'Parts', type: 'string', jsonPath: '.spec.parts', priority: 1},
          {name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp'},
        ],
        ...version,
      },
    ],
  },
})

const schemaOf = (spec: object) => ({schema: {openAPIV3Schema: {type: 'object', properties: {spec}}}})

/** Definitions that no API server takes. */
const REFUSED: Readonly<Record<string, object>> = {
  'a name of its own': {...definition('things', 'Thing'), metadata: {name: `other.${GROUP}`}},
  'no schema': definition('things', 'Thing', {schema: undefined}),
  'a field of no type': definition('things', 'Thing', schemaOf({})),
  'a list of nothing': definition('things', 'Thing', schemaOf({type: 'array'})),
  'a reference': definition('things', 'Thing', schemaOf({type: 'object', $ref: '#/a'})),
  'a set of unique items': definition(
    'things',
    'Thing',
    schemaOf({type: 'array', items: {type: 'string'}, uniqueItems: true}),
  ),
  'a kind that is its list': definition('things', 'Thing', {}, {listKind: 'Thing'}),
  'a plural in capitals': definition('Things', 'Thing'),
  'a column of no known type': definition('things', 'Thing', {
    additionalPrinterColumns: [{name: 'A', type: 'color', jsonPath: '.a'}],
  }),
}

const thing = (name: string, spec: unknown) => ({apiVersion: `${GROUP}/v1`, kind: 'Thing', metadata: {name}, spec})

/** Since 1.30 a type is told by a reason of its own: see `types` of the known differences. */
const withOlderReasons = (reply: Reply): Reply => {
  const text = JSON.stringify(reply)
    .replaceAll('FieldValueTypeInvalid', 'FieldValueInvalid')
    // And a value that is no text was written as Go writes its type.
    .replaceAll('map[string]interface {}{', '{')
  return JSON.parse(text) as Reply
}

/** The items of a list in the fields that a manager owns. */
const LIST = /"f:parts":\{"\.":\{\},"k:\{[^}]*\}":\{[^}]*\}(?:,"f:\w+":\{\})*\}\}/

/** A CustomResourceDefinition and its objects on both servers. */
export const describeDefinitions = (both: Both, namespace: string): void => {
  const path = `/apis/${GROUP}/v1/namespaces/${namespace}/things`
  const refusals = async (requests: readonly Parameters<Ask>[]): Promise<string[]> => {
    const found: string[] = []
    for (const request of requests) {
      const [one, other] = await both(...request)
      const differing = refusalDifferences(withOlderReasons(one), withOlderReasons(other))
      if (differing.length > 0) found.push(JSON.stringify(request), ...differing.map(line => `  ${line}`))
    }
    return found
  }

  test('both refuse the same definitions', async () => {
    expect(await refusals(Object.values(REFUSED).map(body => ['POST', `${DEFINITIONS}?dryRun=All`, body]))).toEqual([])
  })

  test('both serve a definition alike, and its objects', async () => {
    const name = `things.${GROUP}`
    const made = await both('POST', DEFINITIONS, definition('things', 'Thing', {}, {shortNames: ['th']}))
    onTestFinished(() => both('DELETE', `${DEFINITIONS}/${name}`).then(() => {}))
    expect(made.map(({code}) => code)).toEqual([201, 201])
    const isServed = async () => (await both('GET', path)).map(({code}) => code)
    await vi.waitFor(async () => expect(await isServed()).toEqual([200, 200]), {timeout: 60_000, interval: 200})

    const [real, simulated] = (await both('GET', `${DEFINITIONS}/${name}`)).map(({body}) => ({
      spec: body.spec,
      status: {
        ...body.status,
        conditions: body.status.conditions.map(
          ({lastTransitionTime: _, ...condition}: {lastTransitionTime: string}) => condition,
        ),
      },
    }))
    expect(simulated).toEqual(real)

    const objects: Readonly<Record<string, unknown>> = {
      plain: {size: 1, parts: [{name: 'a'}], labels: {a: 'b'}},
      pruned: {size: 2, unknown: 1, free: {a: {b: 1}}, parts: [{name: 'a', other: 1}], port: '80'},
      nulls: {size: 3, color: null, name: null},
    }
    for (const [object, spec] of Object.entries(objects)) {
      const [one, other] = await both('POST', path, thing(object, spec))
      expect([one.code, other.code]).toEqual([201, 201])
      expect(differences(comparable(one.body), comparable(other.body))).toEqual([])
      // Where other fields of its schema are of any type, a 1.20 keeps of a list only that it is owned.
      const owned = (body: Reply['body']) => JSON.parse(JSON.stringify(managersOf(body)).replace(LIST, '"f:parts":{}'))
      expect(differences(owned(one.body), owned(other.body))).toEqual([])
    }

    const specs: readonly unknown[] = [
      {},
      {size: 'x'},
      {size: 9},
      {size: 0},
      {size: 1.5},
      {size: 1, color: 'green'},
      {size: 1, name: 'A'},
      {size: 1, port: []},
      {size: 1, parts: [{name: 'a'}, {name: 'a'}]},
      {size: 1, labels: {a: 1}},
      'text',
    ]
    expect(await refusals(specs.map(spec => ['POST', path, thing('refused', spec)]))).toEqual([])
    expect(
      await refusals([
        ['PATCH', `${path}/plain`, {spec: {size: 7}}, MERGE],
        ['PATCH', `${path}/plain/scale`, {spec: {replicas: 7}}, MERGE],
        ['PATCH', `${path}/plain/status`, {status: {size: 'x'}}, MERGE],
        ['PATCH', `${path}/plain`, {spec: {}}, {'content-type': 'application/strategic-merge-patch+json'}],
        ['DELETE', `${path}/none`],
      ]),
    ).toEqual([])

    const scaled = await both('PATCH', `${path}/plain/scale`, {spec: {replicas: 4}}, MERGE)
    expect(scaled[1].body.spec).toEqual(scaled[0].body.spec)
    const status = await both(
      'PATCH',
      `${path}/plain/status`,
      {spec: {size: 1}, status: {size: 4, selector: 'a=b'}},
      MERGE,
    )
    expect(differences(comparable(status[0].body), comparable(status[1].body))).toEqual([])
    const [table, ours] = await both('GET', path, undefined, TABLE)
    const seen = ({body}: Reply) => ({
      columns: body.columnDefinitions.map(({description: _, ...column}: {description: string}) => column),
      rows: body.rows.map(({cells}: {cells: unknown[]}) => cells.slice(0, -1)),
    })
    expect(seen(ours)).toEqual(seen(table))

    await both('DELETE', `${DEFINITIONS}/${name}`)
    const codes = async () => (await both('GET', `${DEFINITIONS}/${name}`)).map(({code}) => code)
    await vi.waitFor(async () => expect(await codes()).toEqual([404, 404]), {timeout: 60_000, interval: 200})
  }, 180_000)
}
