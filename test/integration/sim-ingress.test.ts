import {request as httpRequest} from 'node:http'
import {request as httpsRequest} from 'node:https'
import type {TLSSocket} from 'node:tls'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('ingress', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

const {kubectl} = sim
const MANIFEST = `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: museopkim/kubia}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.invalid]}]
  rules:
    - host: shop.invalid
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: any}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
`

interface Answer {
  status: number | undefined
  location: string | undefined
  body: string
  certificate: string
}

/** Sends a GET to the address that is the host of a URL, for another host. */
const ask = (url: string, host: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest
    const options = {headers: {Host: host}, servername: host, rejectUnauthorized: false, agent: false as const}
    const sent = send(url, options, async response => {
      const chunks = await response.toArray()
      const subject = url.startsWith('https:') ? (response.socket as TLSSocket).getPeerCertificate().subject : undefined
      const {statusCode: status, headers} = response
      const body = Buffer.concat(chunks).toString()
      resolve({status, location: headers.location, body, certificate: String(subject?.CN ?? '')})
    })
    sent.once('error', reject).end()
  })

/** The address of an ingress, and its real ports. */
const placeOf = async (name: string) => {
  const {metadata, status} = JSON.parse(await kubectl('get', 'ingress', name, '-o', 'json'))
  const moved: string = metadata.annotations?.['kubia.dev/published-ports'] ?? ''
  const portOf = (port: number): number => Number(new RegExp(`\\b${port}=(\\d+)`).exec(moved)?.[1] ?? port)
  return {address: status.loadBalancer.ingress[0].ip as string, http: portOf(80), https: portOf(443)}
}
const portText = (port: number, usual: number): string => (port === usual ? '' : `:${port}`)

describe('an ingress on a simulated cluster', () => {
  test('is waited for by deploy, which prints the URL that answers, and how a host is asked that leads elsewhere', async () => {
    const {code, stdout, stderr} = await sim.kubia(['deploy', '-f', '-'], MANIFEST)
    const any = await placeOf('any')
    const shop = await placeOf('shop')
    expect(code, stderr).toBe(0)
    expect(stdout).toBe(
      [
        'service/web created',
        'pod/web created',
        'ingress.networking.k8s.io/shop created',
        'ingress.networking.k8s.io/any created',
        `http://${any.address}${portText(any.http, 80)}`,
        '',
      ].join('\n'),
    )
    const url = `https://shop.invalid${portText(shop.https, 443)}`
    expect(stderr).toContain(`curl -k --connect-to shop.invalid:${shop.https}:${shop.address}:${shop.https} ${url}\n`)
  })

  test('has kubectl’s columns and the events of ingress-nginx', async () => {
    const {address} = await placeOf('shop')
    expect((await kubectl('get', 'ingress', 'shop')).replace(/ +/g, ' ')).toMatch(
      new RegExp(`^NAME CLASS HOSTS ADDRESS PORTS AGE\nshop nginx shop\\.invalid ${address} 80, 443 \\d+s\n$`),
    )
    expect(await kubectl('get', 'ingressclass', 'nginx', '-o', 'jsonpath={.spec.controller}')).toBe(
      'k8s.io/ingress-nginx',
    )
    expect(await kubectl('describe', 'ingress', 'shop')).toMatch(
      /Normal +Sync +.*nginx-ingress-controller +Scheduled for sync\n/,
    )
  })

  test('sends hosts to pods, over TLS where it has TLS for them', async () => {
    const {address, http, https} = await placeOf('shop')
    expect(await ask(`https://${address}:${https}/`, 'shop.invalid')).toEqual({
      status: 200,
      location: undefined,
      body: "You've hit web\n",
      certificate: 'Kubernetes Ingress Controller Fake Certificate',
    })
    const {status, location} = await ask(`http://${address}:${http}/a?b`, 'shop.invalid')
    expect([status, location]).toEqual([308, `https://shop.invalid${portText(https, 443)}/a?b`])
  })

  test('is opened, hit and shown with its URL', async () => {
    const {address, http, https} = await placeOf('any')
    const url = `http://${address}${portText(http, 80)}`
    expect((await sim.kubia(['open', 'ingress/any', '--print'])).stdout).toBe(`${url}\n`)
    const nameless = await sim.kubia(['open', 'ing/shop', '--print'])
    expect([nameless.code, nameless.stdout]).toEqual([3, ''])
    expect(nameless.stderr).toContain('shop.invalid does not lead to ingress shop')
    const hit = JSON.parse((await sim.kubia(['hit', 'ingress/shop', '-n', '3', '-o', 'json'])).stdout)
    expect(hit).toMatchObject({ingress: 'shop', service: 'web', answered: 3, answers: [{answer: 'web', pod: true}]})
    const status = (await sim.kubia(['status'])).stdout
    expect(status).toMatch(new RegExp(`^ingress\\.networking\\.k8s\\.io/any +${url}$`, 'm'))
    expect(status).toMatch(/^ingress\.networking\.k8s\.io\/shop +https:\/\/shop\.invalid/m)
    expect(https).toBe(443)
  })

  test('takes what kubectl create ingress makes, and 503 is its answer without pods', async () => {
    await kubectl('create', 'ingress', 'made', '--class=nginx', '--rule=made.invalid/*=none:80')
    await kubectl('wait', 'ingress/made', '--for=jsonpath={.status.loadBalancer.ingress}', '--timeout=30s')
    const {address, http} = await placeOf('made')
    expect((await ask(`http://${address}:${http}/x`, 'made.invalid')).status).toBe(503)
    expect((await ask(`http://${address}:${http}/x`, 'shop.invalid')).body).toBe("You've hit web\n")
  })
})
