import {connect} from 'node:tls'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {draft} from '../support/registry.ts'
import {type Ask, type TestServer, testServer} from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const refusal = async (asked: Ask) => {
  const {code, json, text} = await server.ask(asked)
  return [code, json?.reason, json?.message ?? text]
}

describe('who has no certificate', () => {
  test.each(['/version', '/healthz', '/livez', '/readyz'])('may ask for %s', async path => {
    expect((await server.ask({path, anonymous: true})).code).toBe(200)
  })

  test.each(['/api', '/apis/apps/v1', CONFIG_MAPS, '/openapi/v3', '/nonsense'])('may not ask for %s', async path => {
    expect(await refusal({path, anonymous: true})).toEqual([401, 'Unauthorized', 'Unauthorized'])
  })

  test('may not write either', async () => {
    const body = {metadata: {name: 'x'}}
    expect(await refusal({path: CONFIG_MAPS, method: 'POST', body, anonymous: true})).toEqual([
      401,
      'Unauthorized',
      'Unauthorized',
    ])
  })
})

const NOT_ALLOWED = [405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource']

describe('a request that is not served', () => {
  test.each<[string, Ask, unknown[]]>([
    ['outside of the API', {path: '/etc/passwd'}, [404, undefined, '404 page not found\n']],
    [
      'to leave the root',
      {path: '/api/../../etc/passwd'},
      [404, 'NotFound', 'the simulated cluster does not serve ..'],
    ],
    [
      'to leave the root, escaped',
      {path: `${CONFIG_MAPS}/..%2F..%2Fetc%2Fpasswd`},
      [400, 'BadRequest', 'Name parameter invalid: "../../etc/passwd": may not contain \'/\''],
    ],
    ['of an unknown group', {path: '/apis/none/v1'}, [404, undefined, '404 page not found\n']],
    [
      'for an unknown resource',
      {path: '/apis/storage.k8s.io/v1/volumeattachments'},
      [404, 'NotFound', 'the simulated cluster does not serve volumeattachments.storage.k8s.io; a kind cluster does'],
    ],
    [
      'for an unknown part of an object',
      {path: '/api/v1/namespaces/default/serviceaccounts/default/token', method: 'POST'},
      [404, 'NotFound', 'the simulated cluster does not serve serviceaccounts/token; a kind cluster does'],
    ],
    ['with a method of no meaning', {path: CONFIG_MAPS, method: 'OPTIONS'}, NOT_ALLOWED],
    ['to write where one reads', {path: '/version', method: 'POST'}, NOT_ALLOWED],
    ['to create without a namespace', {path: '/api/v1/configmaps', method: 'POST', body: {}}, NOT_ALLOWED],
    ['to delete all namespaces', {path: '/api/v1/namespaces', method: 'DELETE'}, NOT_ALLOWED],
  ])('%s gets its answer', async (_, asked, expected) => {
    expect(await refusal(asked)).toEqual(expected)
  })
})

describe('a body', () => {
  const post = (body: Ask['body'], type?: string): Ask => ({
    path: CONFIG_MAPS,
    method: 'POST',
    ...(body !== undefined && {body}),
    ...(type && {headers: {'content-type': type}}),
  })

  test('of more than three mebibytes is refused', async () => {
    const body = JSON.stringify({metadata: {name: 'big'}, data: {x: 'y'.repeat(3 * 1024 * 1024)}})
    const large = [413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728']
    expect(await refusal(post(body, 'application/json'))).toEqual(large)
    const chunked = {...post(body, 'application/json'), headers: {'transfer-encoding': 'chunked'}}
    expect(await refusal(chunked)).toEqual(large)
  })

  test('may come in as many pieces as it has bytes', async () => {
    const content = JSON.stringify({metadata: {name: 'pieces'}, data: {x: 'y'.repeat(100_000)}})
    const pieces = [...content].map(character => `1\r\n${character}\r\n`).join('')
    const head = `POST ${CONFIG_MAPS} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n`
    const answer = await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${pieces}0\r\n\r\n`, true)
    expect(answer.split('\r\n')[0]).toBe('HTTP/1.1 201 Created')
    expect(server.registry.get(configMapResource, 'default', 'pieces')['data']).toEqual({x: 'y'.repeat(100_000)})
  })

  test('of an unknown type is refused', async () => {
    expect(await refusal(post('<a/>', 'text/xml'))).toEqual([
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ])
  })

  test.each<[string, Ask['body'], string]>([
    ['JSON', '{"metadata":', 'application/json'],
    ['JSON', 'null', 'application/json'],
    ['JSON', Buffer.from([0xff, 0xfe]), 'application/json'],
    ['YAML', 'a: [', 'application/yaml'],
    ['protobuf', 'nonsense', 'application/vnd.kubernetes.protobuf'],
    ['protobuf', Buffer.from('k8s\0\x0a\xff\xff', 'latin1'), 'application/vnd.kubernetes.protobuf'],
  ])('that is no %s is a bad request (%#)', async (_, body, type) => {
    const {code, json} = await server.ask(post(body, type))
    expect([code, json.reason]).toEqual([400, 'BadRequest'])
  })

  test('may be YAML', async () => {
    const {code, json} = await server.ask(post('metadata:\n  name: yaml\ndata:\n  a: b\n', 'application/yaml'))
    expect([code, json.data]).toEqual([201, {a: 'b'}])
  })

  test('for another name or namespace than the path has is refused', async () => {
    const put = (metadata: object): Ask => ({path: `${CONFIG_MAPS}/a`, method: 'PUT', body: {metadata}})
    expect((await refusal(put({name: 'b'})))[2]).toBe(
      'the name of the object (b) does not match the name on the URL (a)',
    )
    expect((await refusal(put({name: 'a', namespace: 'other'})))[2]).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  })
})

/** What comes back for bytes that no HTTP client would send. */
const raw = (text: string, known = false): Promise<string> =>
  new Promise((resolve, reject) => {
    const {pki, port} = server
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca: pki.authority.certificate,
      ...(known && {cert: pki.client.certificate, key: pki.client.key}),
    })
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
    socket.write(text)
  })

test.each([
  ['nonsense', 'nonsense\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
  [
    'headers without end',
    `GET / HTTP/1.1\r\nA: ${'a'.repeat(70_000)}\r\n\r\n`,
    'HTTP/1.1 431 Request Header Fields Too Large',
  ],
])('What is no HTTP gets a Status: %s', async (_, text, line) => {
  const answer = await raw(text)
  expect(answer.split('\r\n')[0]).toBe(line)
  expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({kind: 'Status', status: 'Failure'})
})

describe('a part of an object', () => {
  test('can be scaled by PUT without a Content-Type', async () => {
    const spec = {
      replicas: 1,
      selector: {matchLabels: {a: 'b'}},
      template: {metadata: {labels: {a: 'b'}}, spec: {containers: [{name: 'c', image: 'i'}]}},
    }
    server.registry.create(deploymentResource, draft(deploymentResource, 'web', {spec}))
    const path = '/apis/apps/v1/namespaces/default/deployments/web/scale'
    const {json: scale} = await server.ask({path})
    expect(scale).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: {replicas: 1},
      status: {replicas: 0, selector: 'a=b'},
    })
    const {json} = await server.ask({path, method: 'PUT', body: JSON.stringify({...scale, spec: {replicas: 4}})})
    expect(json.spec).toEqual({replicas: 4})
    expect(server.registry.get(deploymentResource, 'default', 'web')).toMatchObject({
      metadata: {generation: 2},
      spec: {replicas: 4},
    })
    expect((await refusal({path, method: 'PUT', body: JSON.stringify({...scale, spec: {replicas: 5}})}))[1]).toBe(
      'Conflict',
    )
    expect((await refusal({path, method: 'PUT', body: {spec: {replicas: -1}}}))[2]).toBe(
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    )
  })

  test('binds a pod to a node once, and evicts it', async () => {
    server.registry.create(podResource, draft(podResource, 'p', {spec: {containers: [{name: 'c', image: 'i'}]}}))
    const path = '/api/v1/namespaces/default/pods/p'
    const bind = {path: `${path}/binding`, method: 'POST', body: {target: {kind: 'Node', name: 'n'}}}
    expect((await server.ask(bind)).json).toMatchObject({kind: 'Status', status: 'Success', code: 201})
    expect((await server.ask({path})).json).toMatchObject({
      spec: {nodeName: 'n'},
      status: {conditions: [{type: 'PodScheduled', status: 'True'}]},
    })
    expect((await refusal(bind))[2]).toBe(
      'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n"',
    )
    const evict = {path: `${path}/eviction`, method: 'POST', body: {deleteOptions: {gracePeriodSeconds: 5}}}
    expect((await server.ask(evict)).code).toBe(201)
    expect((await server.ask({path})).json.metadata.deletionGracePeriodSeconds).toBe(5)
  })

  test('that would be inside of a container says what it cannot', async () => {
    server.registry.create(podResource, draft(podResource, 'q', {spec: {containers: [{name: 'c', image: 'i'}]}}))
    expect(await refusal({path: '/api/v1/namespaces/default/pods/q/exec?command=ls', method: 'POST'})).toEqual([
      501,
      'NotImplemented',
      'the simulated cluster does not run commands in containers, as it runs none (logs and port-forward work); a kind cluster does',
    ])
  })
})

describe('a deletion', () => {
  test('of what is gone at once is a Status with the uid', async () => {
    const {metadata} = server.registry.create(configMapResource, draft(configMapResource, 'gone'))
    const {json} = await server.ask({
      path: `${CONFIG_MAPS}/gone`,
      method: 'DELETE',
      body: {propagationPolicy: 'Background'},
    })
    expect(json).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {name: 'gone', kind: 'configmaps', uid: metadata.uid},
    })
  })

  test('of a collection takes what its selector finds', async () => {
    for (const name of ['x1', 'x2'])
      server.registry.create(configMapResource, draft(configMapResource, name, {metadata: {labels: {name}}}))
    const {json} = await server.ask({path: `${CONFIG_MAPS}?labelSelector=name%3Dx1`, method: 'DELETE'})
    expect(json.items).toHaveLength(1)
    expect(server.registry.find(configMapResource, 'default', 'x1')).toBeUndefined()
    expect(server.registry.find(configMapResource, 'default', 'x2')).toBeDefined()
  })

  test('with a policy that is none is refused', async () => {
    const {json} = await server.ask({path: `${CONFIG_MAPS}/x2`, method: 'DELETE', body: {propagationPolicy: 'Later'}})
    expect(json.message).toBe(
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Later": supported values: "Foreground", "Background", "Orphan", "nil"',
    )
  })
})

test('A field too many is refused, warned of, or dropped, as the client wishes', async () => {
  const post = (fieldValidation: string): Ask => ({
    path: `${CONFIG_MAPS}?dryRun=All&fieldValidation=${fieldValidation}`,
    method: 'POST',
    body: {metadata: {name: 'f'}, spork: 1},
  })
  expect((await refusal(post('Strict')))[2]).toBe(
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "spork"',
  )
  const warned = await server.ask(post('Warn'))
  expect([warned.code, warned.headers['warning']]).toEqual([201, '299 - "unknown field \\"spork\\""'])
  const ignored = await server.ask(post('Ignore'))
  expect([ignored.code, ignored.headers['warning'], ignored.json.spork]).toEqual([201, undefined, undefined])
  expect(server.registry.find(configMapResource, 'default', 'f')).toBeUndefined()
})

describe('what a user asks about himself', () => {
  const post = async (path: string, body: object) => (await server.ask({path, method: 'POST', body})).json.status

  test('who he is', async () => {
    expect(await post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {})).toEqual({
      userInfo: {username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated']},
    })
  })

  test.each([
    [{verb: 'create', resource: 'pods'}, true],
    [{verb: 'create', resource: 'pods', subresource: 'eviction'}, true],
    [{verb: '*', resource: '*'}, true],
    [{verb: 'create', resource: 'jobs', group: 'batch'}, true],
    [{verb: 'get', resource: 'unicorns'}, true],
  ])('whether he may %j', async (resourceAttributes, allowed) => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
    expect((await post(path, {spec: {resourceAttributes}})).allowed).toBe(allowed)
  })
})

test('a client is told of no more fields than its headers can hold', async () => {
  const fields = Object.fromEntries(Array.from({length: 500}, (_, index) => [`${'spork'.repeat(60)}${index}`, 1]))
  const {code, headers} = await server.ask({
    method: 'POST',
    path: '/api/v1/namespaces/default/configmaps',
    body: {metadata: {name: 'sporks'}, ...fields},
  })
  const warning = `299 - "unknown field \\"${'spork'.repeat(60).slice(0, 241)}`
  expect([code, headers['warning']]).toEqual([201, Array.from({length: 16}, () => `${warning}"`).join(', ')])
})

test('whoever takes nothing that is written here is told so', async () => {
  const path = '/api/v1/namespaces/default/pods'
  const {code, json} = await server.ask({path, headers: {accept: 'application/xml'}})
  expect([code, json.reason, json.message]).toEqual([
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json',
  ])
  expect((await server.ask({path, headers: {accept: 'application/xml, */*;q=0.1'}})).code).toBe(200)
})

test.each(['endpoints', 'endpoints/none'])('%s are told to be deprecated', async path => {
  const {headers} = await server.ask({path: `/api/v1/namespaces/default/${path}`})
  expect(headers['warning']).toBe('299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"')
})

test('sets of replicas can be asked for by how many there are', async () => {
  const {code} = await server.ask({path: '/apis/apps/v1/replicasets?fieldSelector=status.replicas%3D0'})
  expect(code).toBe(200)
})

describe('server-side apply', () => {
  test('writes nothing the second time where the server keeps values in another form', async () => {
    const container = {
      name: 'c',
      image: 'i',
      resources: {limits: {cpu: '.5', memory: '1024Mi'}},
      env: [{name: 'NODE', valueFrom: {fieldRef: {fieldPath: 'spec.nodeName'}}}],
    }
    const labels = {app: 'often'}
    const template = {metadata: {labels}, spec: {containers: [container]}}
    const body = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'often'},
      spec: {selector: {matchLabels: labels}, template},
    }
    const apply = async () => {
      server.clock.advance(1000)
      const {code, json} = await server.ask({
        path: '/apis/apps/v1/namespaces/default/deployments/often?fieldManager=x',
        method: 'PATCH',
        body: JSON.stringify(body),
        headers: {'content-type': 'application/apply-patch+yaml'},
      })
      return [code, json.metadata.resourceVersion, json.metadata.generation]
    }
    const [, revision] = await apply()
    expect(await apply()).toEqual([200, revision, 1])
  })
})
