import {connect} from 'node:tls'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {namespaceResource} from '../../../src/sim/kinds/namespace/resource.ts'
import {parseResourcePath} from '../../../src/sim/server/path.ts'
import {draft} from '../support/registry.ts'
import {type TestServer, testServer} from '../support/server.ts'

/** What a request leads to that no HTTP client sends as it stands: its code, and the message of its Status or its text. */
const answerTo = (server: TestServer, head: string): Promise<[number, string]> =>
  new Promise((resolve, reject) => {
    const {port, pki} = server
    const {certificate: cert, key} = pki.client
    const socket = connect({host: '127.0.0.1', port, ca: pki.authority.certificate, cert, key})
    const chunks: Buffer[] = []
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('end', () => {
      const [line = '', text = ''] = Buffer.concat(chunks)
        .toString()
        .split(/\r\n(?:.*\r\n)*\r\n/)
      resolve([Number(line.split(' ')[1]), text.startsWith('{') ? JSON.parse(text).message : text])
    })
    socket.on('error', reject)
    socket.write(`${head} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, 'latin1')
  })

const PAGE_NOT_FOUND = [404, '404 page not found\n']
const invalid = (what: string, name: string, why: string) => [400, `${what} parameter invalid: "${name}": ${why}`]
const UP = "may not be '..'"
const VICTIM = '/api/v1/namespaces/victim'

describe('a path is what it says, and not what it could be resolved to', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
    server.registry.create(namespaceResource, draft(namespaceResource, 'victim', {metadata: {name: 'victim'}}))
    server.registry.create(
      configMapResource,
      draft(configMapResource, 'a', {metadata: {name: 'a', namespace: 'victim'}}),
    )
  })
  afterAll(() => server.stop())

  test.each([
    [`${VICTIM}/configmaps/%2e%2e`, invalid('Name', '..', UP)],
    [`${VICTIM}/configmaps/..`, invalid('Name', '..', UP)],
    [`${VICTIM}/configmaps/.%2E`, invalid('Name', '..', UP)],
    [`${VICTIM}/configmaps/.`, invalid('Name', '.', "may not be '.'")],
    [`${VICTIM}/configmaps/x/%2e%2e/a`, [404, 'the simulated cluster does not serve configmaps/..']],
    [`${VICTIM}/configmaps/x/../a`, [404, 'the simulated cluster does not serve configmaps/..']],
    [`${VICTIM}/%2e%2e`, [404, 'the simulated cluster does not serve ..']],
    [`${VICTIM}/%2e%2e/victim`, [404, 'the simulated cluster does not serve ..']],
    [`/api/v1/namespaces/other/../victim`, [404, 'the simulated cluster does not serve ..']],
    [`/api/v1/namespaces/%2e%2e/configmaps/a`, invalid('Namespace', '..', UP)],
    [`/api/v1/namespaces/x%2f..%2fvictim`, invalid('Name', 'x/../victim', "may not contain '/'")],
    [`/api/v1/namespaces/victim%2fconfigmaps%2fa`, invalid('Name', 'victim/configmaps/a', "may not contain '/'")],
    [`/api/v1/namespaces/victim%2Fx/configmaps/a`, invalid('Namespace', 'victim/x', "may not contain '/'")],
    [`${VICTIM}/configmaps/x%252f..`, invalid('Name', 'x%2f..', "may not contain '%'")],
    [`${VICTIM}/configmaps/%2f%25`, invalid('Name', '/%', "may not contain '/';may not contain '%'")],
    [`${VICTIM}\\configmaps`, [404, 'namespaces "victim\\configmaps" not found']],
    [`${VICTIM}#/configmaps/x`, [404, 'configmaps "x" not found']],
    [`${VICTIM}%23`, [404, 'namespaces "victim#" not found']],
    [`${VICTIM};a=b`, [404, 'namespaces "victim;a=b" not found']],
    [`${VICTIM}%00`, [404, 'namespaces "victim\u0000" not found']],
    [`${VICTIM}%3f`, [404, 'namespaces "victim?" not found']],
    [`${VICTIM}%09`, [404, 'namespaces "victim\t" not found']],
    [`/api/v1/namespaces/%76ictim/configmaps/b`, [404, 'configmaps "b" not found']],
    [`${VICTIM}/`, PAGE_NOT_FOUND],
    [`${VICTIM}//`, PAGE_NOT_FOUND],
    [`/api/v1/namespaces//victim`, PAGE_NOT_FOUND],
    [`/api/v1//namespaces/victim`, PAGE_NOT_FOUND],
    [`//api/v1/namespaces/victim`, PAGE_NOT_FOUND],
    [`/api//v1/namespaces/victim`, PAGE_NOT_FOUND],
    [`/apis//v1/namespaces/victim`, PAGE_NOT_FOUND],
    [`/apis/%2Fv1/namespaces/victim`, [404, 'the simulated cluster does not serve victim./v1']],
    [`${VICTIM}/configmaps/`, PAGE_NOT_FOUND],
    [`${VICTIM}//configmaps`, PAGE_NOT_FOUND],
    [`${VICTIM}/configmaps//a`, PAGE_NOT_FOUND],
    [`${VICTIM}/configmaps/a/`, PAGE_NOT_FOUND],
    [`/x/../api/v1/namespaces/victim`, PAGE_NOT_FOUND],
    [`/./api/v1/namespaces/victim`, PAGE_NOT_FOUND],
    [`/version/..${VICTIM}`, PAGE_NOT_FOUND],
    [`/openapi/v3/../..${VICTIM}`, [405, 'the server does not allow this method on the requested resource']],
    [`/api/v1/watch/namespaces/victim`, [404, 'the simulated cluster does not serve watch']],
    [`/api/v1/watch/namespaces/victim/configmaps/a`, [404, 'the simulated cluster does not serve watch']],
    [`${VICTIM}%ff`, [400, `invalid URL escape in "${VICTIM}%ff"`]],
    [`${VICTIM}%c0%ae`, [400, `invalid URL escape in "${VICTIM}%c0%ae"`]],
    [`${VICTIM}%`, [400, `invalid URL escape in "${VICTIM}%"`]],
    [`${VICTIM}%zz`, [400, `invalid URL escape in "${VICTIM}%zz"`]],
    [`http://a${VICTIM}`, [400, 'the request target must be a path']],
    ['*', [400, 'the request target must be a path']],
  ])('DELETE %s', async (path, expected) => {
    expect(await answerTo(server, `DELETE ${path}`)).toEqual(expected)
    expect(server.registry.get(namespaceResource, '', 'victim').metadata).not.toHaveProperty('deletionTimestamp')
    expect(server.registry.find(configMapResource, 'victim', 'a')).toBeDefined()
  })

  test.each([
    ['/version', '/version'],
    ['/api/v1/', '/api/v1'],
    [`${VICTIM}/configmaps/%61`, `${VICTIM}/configmaps/a`],
    [`/%61pi/v1/namespaces/victim`, VICTIM],
  ])('GET %s is the same as GET %s', async (one, other) => {
    const [first, second] = [await server.ask({path: one}), await server.ask({path: other})]
    expect([first.code, first.text]).toEqual([200, second.text])
  })
})

test.each([
  ['/proxy', ''],
  ['/proxy/', '/'],
  ['/proxy/a//b/../%2e%2e/c%2Fd/', '/a//b/../%2e%2e/c%2Fd/'],
  ['/proxy//evil', '//evil'],
])('What is behind a pod’s %s goes on as it was sent', (path, rest) => {
  expect(parseResourcePath(`${VICTIM}/pods/p:80${path}`)).toEqual({
    group: '',
    version: 'v1',
    namespace: 'victim',
    plural: 'pods',
    name: 'p:80',
    subresource: 'proxy',
    rest,
  })
})
