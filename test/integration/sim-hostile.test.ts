import {readFileSync} from 'node:fs'
import {Agent, request} from 'node:https'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('hostile', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

const FOLDER = 'state/kubectl-kubia/sim/hostile'
const DEFAULT = '/api/v1/namespaces/default'
const MANY = 1_000_000

interface Hostile {
  method: string
  path: string
  body?: string
  type?: string
}

interface Reply {
  code: number
  text: string
}

let agent: Agent
let server: URL
beforeAll(() => {
  const read = (file: string): Buffer => readFileSync(join(sim.machine.root, FOLDER, file))
  server = new URL((JSON.parse(String(read('process.json'))) as {server: string}).server)
  agent = new Agent({keepAlive: true, ca: read('ca.crt'), cert: read('client.crt'), key: read('client.key')})
})
afterAll(() => agent.destroy())

const ask = ({method, path, body = '', type = 'application/json'}: Hostile): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const headers = {'content-type': type, 'content-length': Buffer.byteLength(body)}
    const outgoing = request({hostname: server.hostname, port: server.port, method, path, agent, headers}, incoming => {
      const chunks: Buffer[] = []
      incoming.on('data', chunk => chunks.push(chunk))
      incoming.on('end', () => resolve({code: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString()}))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })

/** A Status' message, or the part of an object that is asked for, cut to a length that can be read. */
const summary = ({code, text}: Reply): [number, string] => {
  const answer = JSON.parse(text) as {kind: string; message?: string; metadata: {name?: string}}
  return [code, (answer.kind === 'Status' ? answer.message : answer.metadata.name)?.slice(0, 120) ?? '']
}

const create = (plural: string, object: object, path = DEFAULT): Hostile => ({
  method: 'POST',
  path: `${path}/${plural}`,
  body: JSON.stringify(object),
})
const pod = (name: string, spec: object, metadata: object = {}): Hostile =>
  create('pods', {metadata: {name, ...metadata}, spec: {containers: [{name: 'c', image: 'nginx'}], ...spec}})
const container = (name: string, fields: object): Hostile =>
  pod(name, {containers: [{name: 'c', image: 'nginx', ...fields}]})
const cpu = (name: string, amount: string): Hostile => container(name, {resources: {limits: {cpu: amount}}})
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({length: count}, (_, at) => make(at))
const deployment = (name: string, spec: object): Hostile =>
  create(
    'deployments',
    {
      metadata: {name},
      spec: {
        selector: {matchLabels: {a: 'b'}},
        template: {metadata: {labels: {a: 'b'}}, spec: {containers: [{name: 'c', image: 'nginx'}]}},
        ...spec,
      },
    },
    '/apis/apps/v1/namespaces/default',
  )
const yaml = (body: string): Hostile => ({
  method: 'POST',
  path: `${DEFAULT}/configmaps`,
  body,
  type: 'application/yaml',
})
const list = (query: string): Hostile => ({method: 'GET', path: `${DEFAULT}/pods?${query}`})

const TOO_LARGE = [500, 'etcdserver: request is too large']

test.each<[string, Hostile, unknown[]]>([
  ['a quantity with an exponent of nine digits', cpu('exponent', '1e999999999'), [201, 'exponent']],
  [
    'a quantity with an exponent of a million digits',
    cpu('digits', `1e${'9'.repeat(MANY)}`),
    [400, 'Pod in version "v1" cannot be handled as a Pod: unable to parse quantity\'s suffix'],
  ],
  ['a quantity with a million digits', cpu('long', '9'.repeat(MANY)), [201, 'long']],
  ['a quantity with a fraction of a million digits', cpu('fine', `0.${'0'.repeat(MANY)}1Gi`), [201, 'fine']],
  [
    'a quantity that turns out to be none after a million digits',
    cpu('none', `${'1'.repeat(MANY)}x`),
    [
      400,
      'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKM',
    ],
  ],
  ['a name of a million characters', pod('a-'.repeat(MANY / 2), {}), [422, expect.stringMatching(/^Pod "a-a-/)]],
  ['an image of a million characters', container('image', {image: `${'a-'.repeat(MANY / 2)}!`}), [201, 'image']],
  ['an image of two megabytes', container('image2', {image: 'a/'.repeat(MANY)}), TOO_LARGE],
  [
    'twenty thousand containers',
    pod('many', {containers: times(20_000, at => ({name: `c${at}`, image: 'i'}))}),
    TOO_LARGE,
  ],
  [
    'two thousand init containers',
    pod('inits', {initContainers: times(2000, at => ({name: `i${at}`, image: 'i'}))}),
    [201, 'inits'],
  ],
  [
    'variables that double one another',
    container('env', {env: times(5000, at => ({name: `E${at}`, value: `$(E${at - 1})$(E${at - 1})`}))}),
    [201, 'env'],
  ],
  ['a command of a hundred days', container('sleep', {image: 'busybox', command: ['sleep', '100d']}), [201, 'sleep']],
  [
    'times of centuries',
    pod('centuries', {
      activeDeadlineSeconds: 2_147_483_647,
      terminationGracePeriodSeconds: Number.MAX_SAFE_INTEGER,
      tolerations: [{operator: 'Exists', effect: 'NoExecute', tolerationSeconds: Number.MAX_SAFE_INTEGER}],
    }),
    [201, 'centuries'],
  ],
  [
    'a deletion with a grace of centuries',
    {
      method: 'DELETE',
      path: `${DEFAULT}/pods/centuries`,
      body: JSON.stringify({gracePeriodSeconds: Number.MAX_SAFE_INTEGER}),
    },
    [200, 'centuries'],
  ],
  [
    'a percentage of a million digits',
    deployment('percent', {strategy: {rollingUpdate: {maxSurge: `${'9'.repeat(MANY)}%`}}}),
    [201, 'percent'],
  ],
  [
    'brackets of a million levels',
    {method: 'POST', path: `${DEFAULT}/configmaps`, body: '['.repeat(MANY)},
    [400, expect.stringContaining('json parse error: exceeded m')],
  ],
  ['YAML of a million items', yaml(`[${'a,'.repeat(MANY)}]`), [400, expect.stringContaining('exceeded 500000 tokens')]],
  ['YAML of a million tags', yaml('!a '.repeat(MANY)), [400, expect.stringContaining('exceeded 500000 tokens')]],
  [
    'YAML of a million empty lines',
    yaml(`a:\n${'\n'.repeat(MANY)}`),
    [400, expect.stringContaining('exceeded 500000 tokens')],
  ],
  [
    'a label selector of sixty thousand characters',
    list(`labelSelector=a%20in%20(${'b,'.repeat(29_000)}b)`),
    [200, ''],
  ],
  [
    'a field selector of sixty thousand characters',
    list(`fieldSelector=metadata.name=${'%5C'.repeat(20_000)}`),
    [200, ''],
  ],
  ['a token of sixty thousand characters', list(`continue=${'A'.repeat(60_000)}`), [400, expect.any(String)]],
  [
    'a revision of sixty thousand digits',
    list(`resourceVersion=${'9'.repeat(60_000)}`),
    [400, expect.stringMatching(/^resourceVersion: Invalid value: "9999/)],
  ],
])('After %s the server answers as before', async (_, hostile, expected) => {
  expect(summary(await ask(hostile))).toEqual(expected)
  expect(await ask({method: 'GET', path: '/healthz'})).toEqual({code: 200, text: 'ok'})
})

test('a quantity beyond all bounds is stored as the largest one', async () => {
  const {text} = await ask({method: 'GET', path: `${DEFAULT}/pods/exponent`})
  expect(JSON.parse(text).spec.containers[0].resources.limits).toEqual({cpu: '9223372036854775807'})
})

test('more replicas than there can be leave the server at work, and it takes them back', async () => {
  expect(summary(await ask(deployment('flood', {replicas: 2_147_483_647})))).toEqual([201, 'flood'])
  const replicas = async (): Promise<number> => {
    const {text} = await ask({method: 'GET', path: '/apis/apps/v1/namespaces/default/deployments/flood'})
    return JSON.parse(text).status.replicas ?? 0
  }
  await expect.poll(replicas, {timeout: 60_000}).toBeGreaterThan(100)
  const {code} = await ask({
    method: 'PATCH',
    path: '/apis/apps/v1/namespaces/default/deployments/flood',
    type: 'application/merge-patch+json',
    body: JSON.stringify({spec: {replicas: 0}}),
  })
  expect(code).toBe(200)
  await expect.poll(replicas, {timeout: 60_000}).toBe(0)
}, 150_000)
