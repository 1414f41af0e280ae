import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {createServer as createTcp} from 'node:net'
import {describe, expect, onTestFinished, test} from 'vitest'
import type {ClusterNode} from '../../src/cluster/provider.ts'
import {findUrl} from '../../src/expose/find-url.ts'
import {probe} from '../../src/expose/probe.ts'
import {probeThroughApi, proxyPath} from '../../src/expose/proxy.ts'
import {candidateUrls, freePublishedPort} from '../../src/expose/urls.ts'
import type {Node, Service} from '../../src/kubernetes/types.ts'
import {recordedExec} from '../support/exec.ts'
import {freePort} from '../support/free-port.ts'

const service = (spec: Partial<Service['spec']> = {}, ingress: {ip?: string; hostname?: string}[] = []): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {ports: [{port: 8080, nodePort: 30080, protocol: 'TCP', targetPort: 8080}], selector: {app: 'web'}, ...spec},
  status: {loadBalancer: {ingress}},
})
const node = (...addresses: [string, string][]): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'n'},
  status: {addresses: addresses.map(([type, address]) => ({type, address}))},
})
const local = (address: string, hostPort: number, nodePort = 30080): ClusterNode => ({
  name: 'n',
  role: 'control-plane',
  id: '',
  image: '',
  running: true,
  createdAt: '',
  ports: [{address, hostPort, nodePort, protocol: 'TCP'}],
})

describe('the URLs that may answer', () => {
  test('are a published port first, then the load balancer, external IPs and the nodes', () => {
    const made = candidateUrls(
      service({externalIPs: ['1.2.3.4']}, [{ip: '5.6.7.8'}, {hostname: 'lb.example'}]),
      [node(['InternalIP', '172.18.0.2'], ['ExternalIP', '9.9.9.9'])],
      [local('127.0.0.1', 8081)],
    )
    expect(made.map(({url}) => url)).toEqual([
      'http://localhost:8081',
      'http://5.6.7.8:8080',
      'http://lb.example:8080',
      'http://1.2.3.4:8080',
      'http://9.9.9.9:30080',
      'http://172.18.0.2:30080',
    ])
  })

  test.each([
    ['port 80 is not written', service({ports: [{port: 80}]}, [{ip: '1.2.3.4'}]), ['http://1.2.3.4']],
    [
      'what says that it speaks TLS is https',
      service({ports: [{port: 80, appProtocol: 'https'}]}, [{ip: '1.2.3.4'}]),
      ['https://1.2.3.4:80'],
    ],
    [
      'what says that it does not is http',
      service({ports: [{port: 443, appProtocol: 'http'}]}, [{ip: '1.2.3.4'}]),
      ['http://1.2.3.4:443'],
    ],
    ['port 443 is https', service({ports: [{port: 443}]}, [{ip: '1.2.3.4'}]), ['https://1.2.3.4']],
    ['IPv6 stands in brackets', service({ports: [{port: 8080}]}, [{ip: 'fd00::1'}]), ['http://[fd00::1]:8080']],
    ['UDP has none', service({ports: [{port: 53, protocol: 'UDP'}]}, [{ip: '1.2.3.4'}]), []],
    ['a ClusterIP has none', service({ports: [{port: 80}]}), []],
  ])('%s', (_, made, urls) => expect(candidateUrls(made, [], []).map(({url}) => url)).toEqual(urls))

  test('a published node port is free when no service has it', () => {
    const nodes = [local('127.0.0.1', 8081, 30080), local('127.0.0.1', 8082, 30081)]
    expect(freePublishedPort(nodes, [service()])).toBe(30081)
    expect(freePublishedPort(nodes, [])).toBe(30080)
    expect(freePublishedPort([], [])).toBeUndefined()
  })
})

const listen = async (server: Server | ReturnType<typeof createTcp>): Promise<number> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}
const serving = (code: number, body: string, asked = (): void => {}): Promise<number> =>
  listen(
    createServer((_, response) => {
      asked()
      response.writeHead(code).end(body)
    }),
  )
const {signal} = new AbortController()

describe('a request', () => {
  test.each([
    [200, "You've hit kubia\n", `200 "You've hit kubia"`],
    [404, '', '404'],
    [500, 'x'.repeat(100), `500 "${'x'.repeat(59)}…"`],
  ])('that is answered with %i is an answer', async (code, body, text) => {
    expect(await probe(`http://127.0.0.1:${await serving(code, body)}`, signal)).toEqual({
      answered: true,
      text,
      refused: false,
    })
  })

  test('that nobody takes is refused', async () => {
    expect(await probe('http://127.0.0.1:1', signal)).toEqual({answered: false, text: 'ECONNREFUSED', refused: true})
  })

  test('that is answered with something else than HTTP is an answer too', async () => {
    const port = await listen(createTcp(socket => void socket.end('SSH-2.0-x\r\n')))
    expect(await probe(`http://127.0.0.1:${port}`, signal)).toMatchObject({
      answered: true,
      text: 'an answer that is not HTTP',
    })
  })
})

describe('through the API server', () => {
  test.each([
    ['an answer', {stdout: 'hello\n'}, {answered: true, text: 'hello'}],
    [
      'a refusal of the pod',
      {
        exitCode: 1,
        stderr:
          'Error from server (ServiceUnavailable): error trying to reach service: dial tcp 10.244.1.3:9999: connect: connection refused\n',
      },
      {answered: false, text: 'dial tcp 10.244.1.3:9999: connect: connection refused'},
    ],
    [
      'an error of the app',
      {exitCode: 1, stderr: 'Error from server (NotFound): the server could not find the requested resource\n'},
      {answered: true, text: 'Error from server (NotFound): the server could not find the requested resource'},
    ],
    [
      'a missing right',
      {
        exitCode: 1,
        stderr:
          'Error from server (Forbidden): services "web" is forbidden: User "x" cannot get resource "services/proxy" in API group "" in the namespace "shop"\n',
      },
      {answered: undefined, text: 'x may not get services/proxy in namespace shop'},
    ],
  ])('%s is told', async (_, answer, told) => {
    const {exec} = recordedExec({'kubectl get --raw': answer})
    expect(await probeThroughApi(exec, {}, service(), {port: 8080})).toEqual(told)
  })

  test('a port goes by its name where it has one', () => {
    expect(proxyPath(service(), {port: 80})).toBe('/api/v1/namespaces/shop/services/web:80/proxy/')
    expect(proxyPath(service(), {port: 80, name: 'http'})).toBe('/api/v1/namespaces/shop/services/web:http/proxy/')
  })
})

describe('where a service answers', () => {
  const options = {
    place: {namespace: 'shop'},
    service: service(),
    signal,
    report: () => {},
    declared: [8080],
    what: 'pod web',
  }

  test('is the first URL that does', async () => {
    const url = `http://127.0.0.1:${await serving(200, 'hi')}`
    const candidates = [
      {url: 'http://127.0.0.1:1', why: 'a node'},
      {url, why: 'a node'},
    ]
    expect(await findUrl(recordedExec({}).exec, {...options, candidates})).toEqual({
      url,
      why: 'a node',
      text: '200 "hi"',
      inside: true,
    })
  })

  test('is plain HTTP where a port that should speak TLS does not', async () => {
    const port = await serving(200, 'hi')
    const candidates = [{url: `https://127.0.0.1:${port}`, why: 'a node'}]
    expect(await findUrl(recordedExec({}).exec, {...options, candidates})).toMatchObject({
      url: `http://127.0.0.1:${port}`,
      text: '200 "hi"',
    })
  })

  test('is a better URL that answers a moment later than a worse one', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const worse = `http://127.0.0.1:${await serving(200, 'worse', () => void late.listen(port, '127.0.0.1'))}`
    const late = createServer((_, response) => response.end('better'))
    onTestFinished(() => void late.close())
    const candidates = [
      {url, why: 'published'},
      {url: worse, why: 'a node'},
    ]
    expect(await findUrl(recordedExec({}).exec, {...options, candidates})).toEqual({
      url,
      why: 'published',
      text: '200 "better"',
      inside: true,
    })
  })

  test('is only inside the cluster where no URL leads there', async () => {
    const {exec} = recordedExec({'kubectl get --raw': {stdout: 'hi\n'}})
    expect(await findUrl(exec, {...options, candidates: []})).toEqual({text: 'hi', inside: true})
  })
})
