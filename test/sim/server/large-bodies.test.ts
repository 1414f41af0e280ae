// Bodies that are wide or deep. What takes more than linear time for one of them takes longer than a test may.
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type Ask, type TestServer, testServer} from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const MANY = 8000
const JSON_TYPE = 'application/json'
const YAML_TYPE = 'application/yaml'
const APPLY = 'application/apply-patch+yaml'
const MERGE = 'application/merge-patch+json'
const STRATEGIC = 'application/strategic-merge-patch+json'
const OPERATIONS = 'application/json-patch+json'

const places = Array.from({length: MANY}, (_, index) => index)
const keyed = (value: string) => Object.fromEntries(places.map(index => [`k${index}`, value]))
const pod = (spec: object, container: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  spec: {containers: [{name: 'c', image: 'i', ...container}], ...spec},
})

type Shape = [what: string, plural: string, object: (value: string) => object]
const SHAPES: Shape[] = [
  ['keys', 'configmaps', value => ({apiVersion: 'v1', kind: 'ConfigMap', data: keyed(value)})],
  [
    'annotations',
    'configmaps',
    value => ({apiVersion: 'v1', kind: 'ConfigMap', metadata: {annotations: keyed(value)}}),
  ],
  [
    'finalizers',
    'configmaps',
    value => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {finalizers: places.map(index => `a.b/k${index}`)},
      data: {value},
    }),
  ],
  ['variables', 'pods', value => pod({}, {env: places.map(index => ({name: `k${index}`, value}))})],
  ['tolerations', 'pods', () => pod({tolerations: places.map(index => ({key: `k${index}`, operator: 'Exists'}))})],
  [
    'ports',
    'services',
    () => ({
      apiVersion: 'v1',
      kind: 'Service',
      spec: {ports: places.map(index => ({port: index + 1, name: `k${index}`, protocol: 'TCP'}))},
    }),
  ],
]

const named = (object: object, name: string) => ({
  ...object,
  metadata: {...(object as {metadata?: object}).metadata, name},
})

const send = (method: string, path: string, type: string, body: unknown) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const ask: Ask = {method, path: `/api/v1/namespaces/default/${path}`, headers: {'content-type': type}, body: text}
  return server.ask(ask)
}

describe.each(SHAPES)(`an object with ${MANY} %s`, (what, plural, object) => {
  const applied = `applied-${what}`
  const made = `made-${what}`
  /** What may not change is refused; nothing is the server's fault. */
  const expectDone = async (...asked: Parameters<typeof send>) => {
    const {code, json} = await send(...asked)
    expect([200, 201, 422], json?.message).toContain(code)
  }

  it('is made', () => expectDone('POST', plural, JSON_TYPE, named(object('x'), made)))

  it('is made by apply, and applied again by the same manager and by another one', async () => {
    const path = `${plural}/${applied}?force=true&fieldManager=`
    await expectDone('PATCH', `${path}a`, APPLY, named(object('x'), applied))
    await expectDone('PATCH', `${path}a`, APPLY, named(object('x'), applied))
    await expectDone('PATCH', `${path}a`, APPLY, named(object('y'), applied))
    await expectDone('PATCH', `${path}b`, APPLY, named(object('z'), applied))
  })

  it.each([MERGE, STRATEGIC])('is changed by %s', async type => {
    await send('POST', plural, JSON_TYPE, named(object('x'), made))
    const {code, json} = await send('PATCH', `${plural}/${made}`, type, named(object('y'), made))
    expect([200, 404, 422], json?.message).toContain(code)
  })

  it('is tested for and replaced by a JSON patch', async () => {
    const patch = [
      {op: 'add', path: '/metadata/finalizers', value: places.map(index => `c.d/k${index}`)},
      {op: 'test', path: '/metadata/finalizers', value: places.map(index => `c.d/k${MANY - index}`)},
    ]
    expect((await send('PATCH', `${plural}/${applied}`, OPERATIONS, patch)).json).toMatchObject({kind: 'Status'})
  })
})

describe('wide YAML', () => {
  const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n'
  const lines = (line: (index: number) => string, count = MANY) =>
    head + Array.from({length: count}, (_, index) => line(index)).join('')

  it('is read', async () => {
    const body = lines(index => `  k${index}: x\n`, 20_000)
    expect((await send('POST', 'configmaps', YAML_TYPE, body)).code).toBe(201)
    expect((await send('PATCH', 'configmaps/yaml?fieldManager=a&force=1', APPLY, body)).code).toBe(200)
  })

  it.each([
    [
      'merges one map again and again',
      `${lines(index => `  k${index}: x\n`)}x: &a {b: c}\ny:\n${'- <<: *a\n'.repeat(MANY)}`,
    ],
    ['names anchors that are not there', lines(index => `  k${index}: *a${index}\n`)],
    [
      'has aliases of aliases',
      head +
        places
          .slice(0, 40)
          .map(index => `  k${index}: &a${index} [${`*a${index - 1}, `.repeat(index && 9)}x]\n`)
          .join(''),
    ],
    ['says everything twice', lines(index => `  k${index % 100}: x\n`)],
  ])('that %s is answered', async (_what, body) => {
    for (const [method, path, type] of [
      ['POST', 'configmaps', YAML_TYPE],
      ['PATCH', 'configmaps/yaml?fieldManager=a', APPLY],
    ] as const) {
      const {code, json} = await send(method, path, type, body)
      if (code !== 500) expect([200, 201, 400, 409]).toContain(code)
      // The real server's own answer to what is applied and fits no type.
      else expect(json.message).toMatch(/^failed to create typed patch object/)
    }
  })
})

describe('a body that is too deep', () => {
  const DEEP = 400_000
  const objects = `{"data":${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}}`
  const lists = `{"data":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}`
  const REQUESTS = [
    ['POST', 'configmaps', JSON_TYPE],
    ['POST', 'configmaps', YAML_TYPE],
    ['PATCH', 'configmaps/deep?fieldManager=a', APPLY],
    ['PATCH', 'configmaps/deep', MERGE],
    ['PATCH', 'configmaps/deep', STRATEGIC],
    ['PATCH', 'configmaps/deep', OPERATIONS],
    ['DELETE', 'configmaps/deep', JSON_TYPE],
  ] as const

  beforeAll(async () => {
    await send('POST', 'configmaps', JSON_TYPE, {metadata: {name: 'deep'}})
  })

  it.each(REQUESTS)('is a bad request: %s %s as %s', async (method, path, type) => {
    for (const body of [objects, lists, '['.repeat(DEEP)]) {
      const {json} = await send(method, path, type, body)
      expect(json).toMatchObject({kind: 'Status', code: 400, reason: 'BadRequest'})
      expect(json.message).toContain('exceeded max depth')
    }
  })

  it.each(['[', '{a: ', '- ', '? '])('is a bad request as YAML of %j', async opening => {
    const {json} = await send('POST', 'configmaps', YAML_TYPE, opening.repeat(DEEP))
    expect(json).toMatchObject({kind: 'Status', code: 400, reason: 'BadRequest'})
    expect(json.message).toContain('exceeded max depth')
  })

  it('may be as deep as the limit', async () => {
    const body = `{"metadata":{"name":"deep"},"x":${'['.repeat(999)}${']'.repeat(999)}}`
    for (const type of [MERGE, STRATEGIC]) expect((await send('PATCH', 'configmaps/deep', type, body)).code).toBe(200)
  })
})
