import fc from 'fast-check'
import {expect, test} from 'vitest'
import {DEFINITIONS, definition, definitionServer, thing, things, version} from '../../support/definitions.ts'

const SPEC = {
  type: 'object',
  required: ['a'],
  properties: {
    a: {type: 'string', pattern: '^a+$', enum: ['a'], default: 'a', maxLength: 3},
    b: {type: 'integer', format: 'int32', minimum: 1, multipleOf: 2, nullable: true},
    c: {
      type: 'array',
      maxItems: 2,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: {type: 'object', required: ['k'], properties: {k: {type: 'string'}}},
    },
    d: {type: 'object', additionalProperties: {'x-kubernetes-int-or-string': true}},
    e: {
      type: 'object',
      oneOf: [{required: ['x']}, {not: {required: ['y']}}],
      'x-kubernetes-preserve-unknown-fields': true,
    },
    f: {type: 'object', 'x-kubernetes-embedded-resource': true, properties: {spec: {type: 'object'}}},
  },
}
const BASE = definition({
  versions: [
    version('v1', SPEC, {
      subresources: {status: {}, scale: {specReplicasPath: '.spec.b', statusReplicasPath: '.status.b'}},
      additionalPrinterColumns: [{name: 'A', type: 'string', jsonPath: '.spec.c[?(@.k=="x")].k'}],
      selectableFields: [{jsonPath: '.spec.a'}],
    }),
  ],
})
const OBJECT = {
  a: 'a',
  b: 2,
  c: [{k: 'x'}],
  d: {x: 1},
  e: {x: 1},
  f: {apiVersion: 'v1', kind: 'A', metadata: {name: 'a'}},
}

/** All places in a value. */
const placesIn = (value: unknown, place: string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? [place, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...place, name]))]
    : [place]

const withValueAt = (value: unknown, [first, ...rest]: readonly string[], put: unknown): unknown => {
  if (first === undefined) return put
  const copy = (Array.isArray(value) ? [...value] : {...(value as object)}) as Record<string, unknown>
  copy[first] = withValueAt(copy[first], rest, put)
  return copy
}

const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, {}, [], '', 'object', 'array', '.a[', '(', '$', '__proto__', 1e300, -1, true, {type: 'array'}),
)
/** The value with something else in one place. */
const damaged = <T>(value: T) =>
  fc
    .tuple(fc.constantFrom(...placesIn(value)), junk)
    .map(([place, put]) => withValueAt(value, place, put) as T & object)

const merge = {'content-type': 'application/merge-patch+json'}
const apply = {'content-type': 'application/apply-patch+yaml'}
const table = {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'}

test('Whatever a definition and its objects are, they are taken or refused, and no fault of the server’s own', async () => {
  const {define, ask, settle} = await definitionServer()
  await fc.assert(
    fc.asyncProperty(damaged(BASE), damaged(OBJECT), damaged(OBJECT), async (given, spec, change) => {
      const replies = [await define(given)]
      if (replies[0]?.code === 201) {
        const send = async (method: string, path: string, body?: unknown, headers = {}) => {
          replies.push(await ask({method, path, headers, ...(body !== undefined && {body: JSON.stringify(body)})}))
        }
        const json = {'content-type': 'application/json'}
        await send('POST', things(), thing(spec), json)
        await send('POST', things(), thing(OBJECT, 'example.com/v1', 'b'), json)
        await send('PATCH', `${things()}/b`, {spec: change}, merge)
        await send('PATCH', `${things()}/b/status`, {status: change}, merge)
        await send('PATCH', `${things()}/c?fieldManager=me`, thing(change, 'example.com/v1', 'c'), apply)
        await send('PATCH', `${things()}/b?fieldManager=me&force=true`, thing(change, 'example.com/v1', 'b'), apply)
        await send('GET', things(), undefined, table)
        await send('GET', `${things()}?fieldSelector=spec.a=a`)
        await send('GET', '/openapi/v3/apis/example.com/v1')
      }
      // What an apply cannot be read as is 500 on a real server too.
      for (const {code, json, text} of replies)
        if (code === 500) expect(json.message, text).toMatch(/^failed to create typed patch object|does not exist$/)
      await ask({method: 'DELETE', path: DEFINITIONS})
      await settle()
    }),
    {numRuns: 300},
  )
}, 60_000)
