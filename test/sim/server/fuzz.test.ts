import fc from 'fast-check'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {type TestServer, testServer} from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']
const TYPES = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
]
const WORDS = [
  'api',
  'apis',
  'v1',
  'apps',
  'namespaces',
  'default',
  'pods',
  'deployments',
  'scale',
  'status',
  'openapi',
  'v3',
]
const OPTIONS = [
  'limit',
  'continue',
  'labelSelector',
  'fieldSelector',
  'resourceVersion',
  'dryRun',
  'fieldValidation',
  'fieldManager',
  'includeObject',
]

const word = fc.oneof({weight: 5, arbitrary: fc.constantFrom(...WORDS)}, {weight: 1, arbitrary: fc.string()})
const path = fc.array(word, {maxLength: 8}).map(words => `/${words.map(encodeURIComponent).join('/')}`)
const query = fc
  .array(fc.tuple(fc.constantFrom(...OPTIONS), fc.string()), {maxLength: 3})
  .map(pairs => new URLSearchParams(pairs).toString())
const body = fc.oneof(
  fc.jsonValue().map(value => Buffer.from(JSON.stringify(value))),
  fc.uint8Array({maxLength: 200}).map(bytes => Buffer.from(bytes)),
  fc.uint8Array({maxLength: 200}).map(bytes => Buffer.concat([Buffer.from('k8s\0'), bytes])),
  fc
    .dictionary(fc.constantFrom('apiVersion', 'kind', 'metadata', 'spec', 'status', 'target', 'data'), fc.jsonValue())
    .map(value => Buffer.from(JSON.stringify(value))),
)
const request = fc.record({method: fc.constantFrom(...METHODS), path, query, type: fc.constantFrom(...TYPES), body})

test('Whatever is asked is answered, and what fails is a Status that says why', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({method, path: asked, query: options, type, body: content}) => {
      const {code, json, text} = await server.ask({
        method,
        path: `${asked}?${options}`,
        headers: {'content-type': type},
        ...(method !== 'GET' && method !== 'HEAD' && {body: content}),
      })
      if (code < 400 || method === 'HEAD' || text === '404 page not found\n') return
      expect(json).toMatchObject({kind: 'Status', status: 'Failure', code})
      // A fault of the server's own would be one of the program.
      expect(code, json.message).not.toBe(500)
    }),
    {numRuns: 400},
  )
}, 60_000)
