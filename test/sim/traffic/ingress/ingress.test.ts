import {once} from 'node:events'
import {get as httpGet, request as httpRequest, type IncomingMessage} from 'node:http'
import {get as httpsGet} from 'node:https'
import {connect} from 'node:net'
import type {Duplex} from 'node:stream'
import type {TLSSocket} from 'node:tls'
import {expect, test} from 'vitest'
import {ingressResource} from '../../../../src/sim/kinds/ingress/resource.ts'
import type {Ingress} from '../../../../src/sim/kinds/ingress/types.ts'
import {ingressClassResource} from '../../../../src/sim/kinds/ingressclass/resource.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import {secretResource} from '../../../../src/sim/kinds/secret/resource.ts'
import {serviceResource} from '../../../../src/sim/kinds/service/resource.ts'
import {selfSigned} from '../../../../src/sim/pki/certificates.ts'
import {testCluster} from '../../support/cluster.ts'

/** Addresses of this test file's own, so that it meets no other cluster on this machine. */
const ADDRESS = `127.${150 + (process.pid % 50)}.${(process.pid >> 8) % 128}.`

const path = (service: string, text = '/', pathType = 'Prefix') => ({
  path: text,
  pathType,
  backend: {service: {name: service, port: {number: 80}}},
})
const rule = (host: string | undefined, ...paths: object[]) => ({...(host && {host}), http: {paths}})

/** A cluster with a pod and a service of each name. */
const shop = async (...names: string[]) => {
  const cluster = await testCluster({address: ADDRESS})
  await cluster.create(ingressClassResource, 'nginx', {spec: {controller: 'k8s.io/ingress-nginx'}})
  for (const name of names) {
    await cluster.create(podResource, name, {
      metadata: {name, labels: {app: name}},
      spec: {containers: [{name: 'main', image: 'museopkim/kubia'}]},
    })
    await cluster.create(serviceResource, name, {
      spec: {selector: {app: name}, ports: [{name: 'http', port: 80, targetPort: 8080, protocol: 'TCP'}]},
    })
  }
  await cluster.pass(1200)
  const ingress = (name: string) => cluster.registry.get(ingressResource, 'default', name) as Ingress
  const addressOf = (name: string): string => ingress(name).status?.loadBalancer?.ingress?.[0]?.ip ?? ''
  /** Waits for what the kernel answers, which no clock of ours turns. */
  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) {
      await new Promise(resolve => setTimeout(resolve, 5))
      await cluster.settle()
    }
  }
  const published = (name: string, port: number): number => {
    const moved = (ingress(name).metadata.annotations?.['kubia.dev/published-ports'] ?? '').split(',')
    return Number(moved.find(text => text.startsWith(`${port}=`))?.split('=')[1] ?? port)
  }
  const serve = async (name: string, spec: Record<string, unknown>, annotations = {}) => {
    await cluster.create(ingressResource, name, {metadata: {name, annotations}, spec})
    await until(() => addressOf(name) !== '')
  }
  const answer = (name: string, host: string, url = '/', scheme: 'http' | 'https' = 'http', more = {}) =>
    new Promise<{status: number; body: string; headers: IncomingMessage['headers']; certificate: string}>(
      (resolve, reject) => {
        const options = {
          host: addressOf(name),
          port: published(name, scheme === 'http' ? 80 : 443),
          path: url,
          headers: {Host: host},
          servername: host,
          rejectUnauthorized: false,
          agent: false as const,
          ...more,
        }
        const get = scheme === 'http' ? httpGet : httpsGet
        get(options, async response => {
          const certificate = scheme === 'http' ? '' : (response.socket as TLSSocket).getPeerCertificate().subject.CN
          const chunks = await response.toArray()
          const {statusCode: status = 0, headers} = response
          resolve({status, body: Buffer.concat(chunks).toString(), headers, certificate: String(certificate)})
        }).once('error', reject)
      },
    )
  const hit = async (...asked: Parameters<typeof answer>): Promise<string> => {
    const {status, body} = await answer(...asked)
    return status === 200 ? body.trim() : `${status} ${/<h1>(.*)<\/h1>/.exec(body)?.[1]}`
  }
  return {...cluster, until, ingress, addressOf, published, serve, answer, hit}
}

test('hosts and paths lead to the pods of their services, the longest path first', async () => {
  const {serve, hit} = await shop('web', 'api', 'blog')
  await serve('web', {
    rules: [
      rule('shop.example.com', path('web'), path('api', '/api'), path('blog', '/api/v1', 'Exact')),
      rule('*.example.com', path('blog', '/posts', 'ImplementationSpecific')),
    ],
  })
  const shopped = (url: string) => hit('web', 'shop.example.com', url)
  expect(await shopped('/')).toBe("You've hit web")
  expect(await shopped('/api')).toBe("You've hit api")
  expect(await shopped('/api/v2?x=/')).toBe("You've hit api")
  expect(await shopped('/apis')).toBe("You've hit web")
  expect(await shopped('/api/v1')).toBe("You've hit blog")
  expect(await shopped('/api/v1/')).toBe("You've hit api")
  expect(await shopped('/%61pi')).toBe("You've hit api")
  expect(await shopped('/x/../api')).toBe("You've hit api")
  expect(await shopped('/%')).toBe('400 400 Bad Request')
  expect(await hit('web', 'SHOP.example.com:8080')).toBe("You've hit web")
  expect(await hit('web', 'a.example.com', '/postscript')).toBe("You've hit blog")
  expect(await hit('web', 'a.example.com')).toBe('404 404 Not Found')
  expect(await hit('web', 'a.b.example.com', '/posts')).toBe('404 404 Not Found')
  expect(await hit('web', 'example.com', '/posts')).toBe('404 404 Not Found')
})

test('what no rule fits goes to the default backend, and to nginx’ own page without one', async () => {
  const {serve, hit, answer} = await shop('web', 'rest')
  await serve('web', {rules: [rule('web.test', path('web', '/web'))]})
  await serve('rest', {
    defaultBackend: {service: {name: 'rest', port: {name: 'http'}}},
    rules: [rule('rest.test', path('web', '/web'))],
  })
  expect(await hit('rest', 'other.test')).toBe("You've hit rest")
  expect(await hit('rest', 'rest.test', '/')).toBe("You've hit rest")
  const {status, body, headers} = await answer('web', 'other.test')
  expect([status, headers['content-type'], body]).toEqual([
    404,
    'text/html',
    [
      '<html>',
      '<head><title>404 Not Found</title></head>',
      '<body>',
      '<center><h1>404 Not Found</h1></center>',
      '<hr><center>nginx</center>',
      '</body>',
      '</html>',
      '',
    ].join('\r\n'),
  ])
})

test('an address serves the rules of all ingresses, its own first', async () => {
  const {serve, hit, addressOf} = await shop('web', 'api')
  await serve('one', {rules: [rule('a.test', path('web'))]})
  await serve('two', {rules: [rule('a.test', path('api'), path('api', '/api'))]})
  expect(addressOf('one')).not.toBe(addressOf('two'))
  expect(await hit('one', 'a.test')).toBe("You've hit web")
  expect(await hit('two', 'a.test')).toBe("You've hit api")
  expect(await hit('one', 'a.test', '/api')).toBe("You've hit api")
})

test('a service that is missing, has no such port, or has no pod that is ready, is 503', async () => {
  const {serve, hit} = await shop('web')
  const port = {...path('web', '/port'), backend: {service: {name: 'web', port: {name: 'grpc'}}}}
  await serve('web', {rules: [rule(undefined, path('none'), port)]})
  expect(await hit('web', 'x.test')).toBe('503 503 Service Temporarily Unavailable')
  expect(await hit('web', 'x.test', '/port')).toBe('503 503 Service Temporarily Unavailable')
})

test('a path with a regular expression counts up to its first special character', async () => {
  const {serve, hit} = await shop('web', 'api')
  await serve(
    'web',
    {rules: [rule('r.test', path('web'), path('api', '/api(/|$)(.*)', 'ImplementationSpecific'))]},
    {
      'nginx.ingress.kubernetes.io/rewrite-target': '/$2',
    },
  )
  expect(await hit('web', 'r.test', '/api/x')).toBe("You've hit api")
  expect(await hit('web', 'r.test', '/apis')).toBe("You've hit web")
})

test('TLS has the certificate of the host’s secret, and requests without it are sent there', async () => {
  const {serve, hit, answer, create, clock, published} = await shop('web')
  const {certificate, key} = selfSigned(
    {subject: {commonName: 'tls.test'}, names: ['tls.test'], purpose: 'server'},
    clock.now(),
  )
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  await create(secretResource, 'cert', {
    type: 'kubernetes.io/tls',
    data: {'tls.crt': base64(certificate), 'tls.key': base64(key)},
  })
  await create(secretResource, 'broken', {data: {'tls.crt': base64('x'), 'tls.key': base64('y')}})
  await serve('web', {
    tls: [
      {hosts: ['tls.test'], secretName: 'cert'},
      {hosts: ['broken.test'], secretName: 'broken'},
      {hosts: ['missing.test'], secretName: 'missing'},
    ],
    rules: ['tls.test', 'broken.test', 'missing.test', 'plain.test'].map(host => rule(host, path('web'))),
  })
  const certificateOf = async (host: string) => (await answer('web', host, '/', 'https')).certificate
  expect(await hit('web', 'tls.test', '/', 'https')).toBe("You've hit web")
  expect(await certificateOf('tls.test')).toBe('tls.test')
  const fake = 'Kubernetes Ingress Controller Fake Certificate'
  expect([await certificateOf('broken.test'), await certificateOf('missing.test')]).toEqual([fake, fake])
  const {status, headers} = await answer('web', 'tls.test', '/a?b=c')
  const port = published('web', 443)
  expect([status, headers.location]).toEqual([308, `https://tls.test${port === 443 ? '' : `:${port}`}/a?b=c`])
  expect(await hit('web', 'plain.test')).toBe("You've hit web")
})

test('ssl-redirect is honoured', async () => {
  const {serve, hit} = await shop('web')
  await serve(
    'web',
    {tls: [{hosts: ['a.test']}], rules: [rule('a.test', path('web'))]},
    {
      'nginx.ingress.kubernetes.io/ssl-redirect': 'false',
    },
  )
  expect(await hit('web', 'a.test')).toBe("You've hit web")
  await serve(
    'forced',
    {tls: [{hosts: ['a.test']}], rules: [rule('b.test', path('web'))]},
    {
      'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
    },
  )
  expect(await hit('forced', 'b.test')).toBe('308 308 Permanent Redirect')
})

test('a request for another protocol goes through to the pod, both ways', async () => {
  const {serve, network, addressOf, published} = await shop('web')
  // A pod whose program speaks a protocol of its own after the head of the request.
  network.connect = (_pod, _port, stream: Duplex) => {
    stream.on('data', (chunk: Buffer) => {
      const text = chunk.toString()
      stream.write(text.startsWith('GET') ? `HTTP/1.1 101 Switching Protocols\r\n\r\n` : text.toUpperCase())
    })
    stream.on('end', () => stream.end('bye'))
    return true
  }
  await serve('web', {rules: [rule('ws.test', path('web'))]})
  const socket = connect(published('web', 80), addressOf('web'))
  socket.write('GET /chat HTTP/1.1\r\nHost: ws.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  socket.write('ping')
  expect(String((await once(socket, 'data'))[0])).toBe('PING')
  socket.end()
  expect(String((await once(socket, 'data'))[0])).toBe('bye')
  await once(socket, 'close')
})

test('a client of HTTP/1.0 that names no host is served', async () => {
  const {serve, addressOf, published} = await shop('web')
  await serve('web', {rules: [rule(undefined, path('web'))]})
  const socket = connect(published('web', 80), addressOf('web'))
  socket.write('GET / HTTP/1.0\r\n\r\n')
  expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n.*You've hit web\n$/s)
})

test('an upgrade that leads nowhere is answered with nginx’ page', async () => {
  const {serve, addressOf, published} = await shop()
  await serve('web', {rules: [rule('ws.test', path('none'))]})
  const refused = async (host: string): Promise<string> => {
    const socket = connect(published('web', 80), addressOf('web'))
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    return String((await once(socket, 'data'))[0]).split('\r\n')[0] ?? ''
  }
  expect(await refused('ws.test')).toBe('HTTP/1.1 503 Service Temporarily Unavailable')
  expect(await refused('other.test')).toBe('HTTP/1.1 404 Not Found')
})

test('a body goes through, and a pod that ends in between is a bad gateway', async () => {
  const {serve, network, addressOf, published} = await shop('web')
  await serve('web', {rules: [rule(undefined, path('web'))]})
  const post = (body: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest({host: addressOf('web'), port: published('web', 80), method: 'POST', agent: false})
      request.once('response', response => resolve(response.resume().statusCode)).once('error', reject)
      request.end(body)
    })
  expect(await post('x'.repeat(3_000_000))).toBe(200)
  network.connect = (_pod, _port, stream: Duplex) => {
    stream.once('data', () => stream.destroy())
    return true
  }
  expect(await post('x')).toBe(502)
  network.connect = () => false
  expect(await post('x')).toBe(502)
})

test('an ingress of another controller’s class is left alone, by field and by annotation', async () => {
  const {serve, create, settle, events, ingress, patch} = await shop('web')
  const spec = {rules: [rule(undefined, path('web'))]}
  await create(ingressClassResource, 'other', {spec: {controller: 'example.com/other'}})
  await create(ingressResource, 'other', {spec: {...spec, ingressClassName: 'other'}})
  await create(ingressResource, 'unknown', {spec: {...spec, ingressClassName: 'unknown'}})
  await create(ingressResource, 'traefik', {
    metadata: {name: 'traefik', annotations: {'kubernetes.io/ingress.class': 'traefik'}},
    spec,
  })
  await serve('nginx', {...spec, ingressClassName: 'nginx'})
  await serve('annotated', spec, {'kubernetes.io/ingress.class': 'nginx'})
  await settle()
  for (const name of ['other', 'unknown', 'traefik']) {
    expect(ingress(name).status).toEqual({loadBalancer: {}})
    expect(events('Ingress', name)).toEqual([])
  }
  expect(events('Ingress', 'nginx').filter(text => text.startsWith('Sync'))).toEqual(['Sync: Scheduled for sync ×2'])
  await patch(ingressResource, 'nginx', {ingressClassName: 'other'})
  await patch(ingressResource, 'nginx', {ingressClassName: 'nginx'})
  expect(events('Ingress', 'nginx').filter(text => text.startsWith('Sync'))).toEqual(['Sync: Scheduled for sync ×3'])
})

test('an ingress keeps its address over a restart, and gives it back when it goes', async () => {
  const {serve, restart, until, addressOf, registry, settle, hit} = await shop('web')
  const spec = {rules: [rule(undefined, path('web'))]}
  await serve('one', spec)
  await serve('two', spec)
  const [one, two] = [addressOf('one'), addressOf('two')]
  await restart()
  await until(() => addressOf('two') !== '')
  expect([addressOf('one'), addressOf('two')]).toEqual([one, two])
  registry.delete(ingressResource, 'default', 'one')
  await settle()
  await serve('three', spec)
  expect(addressOf('three')).toBe(one)
  expect(await hit('three', '')).toBe("You've hit web")
})
