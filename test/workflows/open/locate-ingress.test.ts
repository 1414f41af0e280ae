import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import type {Ingress} from '../../../src/kubernetes/types.ts'
import {proveIngresses} from '../../../src/workflows/expose/prove-ingresses.ts'
import {hitService} from '../../../src/workflows/hit.ts'
import {open} from '../../../src/workflows/open/open.ts'
import {readAnswer} from '../../support/json.ts'
import {runRecorded} from '../../support/workflow.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
/** A controller: it says which host it was asked for, and knows one alone. */
const controller = createServer(({headers: {host}}, response) => {
  response.statusCode = host === 'none.test' ? 404 : 200
  response.end(`You've hit ${host}\n`)
})
let port = 0

beforeAll(async () => {
  await new Promise<void>(resolve => controller.listen(0, '127.0.0.1', resolve))
  port = (controller.address() as AddressInfo).port
})
afterAll(() => controller.close())

const ingress = (host: string | undefined, more: Partial<Ingress> = {}): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {name: 'shop', namespace: 'shop', uid: 'i', annotations: {'kubia.dev/published-ports': `80=${port}`}},
  spec: {
    rules: [
      {
        ...(host && {host}),
        http: {paths: [{path: '/', pathType: 'Prefix', backend: {service: {name: 'web', port: {number: 80}}}}]},
      },
    ],
  },
  status: {loadBalancer: {ingress: [{ip: '127.0.0.1'}]}},
  ...more,
})
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'shop', uid: 's'},
  spec: {selector: {app: 'web'}, ports: [{port: 80}]},
}
const endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: {name: 'web', uid: 'e'},
  subsets: [{addresses: [{ip: '10.0.0.1'}]}],
}
const answers = (found: Ingress) => ({
  [`${PLACE} get ingress.networking.k8s.io/shop`]: readAnswer([found]),
  'kubectl --context prod get ingressclasses.networking.k8s.io': readAnswer([]),
  [`${PLACE} get service/web`]: readAnswer([service]),
  [`${PLACE} get endpoints/web`]: readAnswer([endpoints]),
  [`${PLACE} get pods -l app=web`]: readAnswer([]),
})
const asked = {place, name: 'shop', isIngress: true}
const opened = (found: Ingress) =>
  runRecorded(flow => open(flow, {...asked, print: true, browser: () => []}), answers(found))

test('An ingress is found, has an address, leads to ready pods and answers at its URL', async () => {
  const {shown, result} = opened(ingress(undefined))
  const url = `http://127.0.0.1:${port}`
  expect(await result).toMatchObject({url, service: {metadata: {name: 'web'}}, ingress: {name: 'shop'}})
  expect(shown.filter(line => /^(start|ok)/.test(line))).toEqual([
    'start Find ingress',
    'ok Find ingress: shop: class <none>',
    'start Wait for address',
    'ok Wait for address: 1/1 ready',
    'start Wait for endpoints',
    'ok Wait for endpoints: 1: 10.0.0.1',
    'start Probe',
    `ok Probe: ${url} answers 200 "You've hit 127.0.0.1:${port}" (the ingress’s address)`,
  ])
})

/** How it is asked for a host that leads nowhere. */
const anyway = () => ({
  command: ['curl', '--connect-to', `shop.invalid:${port}:127.0.0.1:${port}`, `http://shop.invalid:${port}`],
  comment: 'asks it, whatever shop.invalid leads to',
})

test('A host that does not lead there is told, with the lines that help', async () => {
  const {result} = opened(ingress('shop.invalid'))
  await expect(result).rejects.toMatchObject({
    error: {
      code: 'NO_URL',
      message: `shop.invalid does not lead to ingress shop, which answers at 127.0.0.1:${port}`,
      details: {fix: [anyway(), 'or add to the hosts file of this machine: 127.0.0.1 shop.invalid']},
    },
  })
})

test('Of several rules the one is opened whose URL leads there', async () => {
  const [named, any] = [ingress('shop.invalid'), ingress(undefined)]
  const both = {...named, spec: {rules: [...(named.spec.rules ?? []), ...(any.spec.rules ?? [])]}}
  expect(await opened(both).result).toMatchObject({url: `http://127.0.0.1:${port}`, ingress: {failure: undefined}})
})

test('hit asks the ingress’s address for the host, whatever leads there', async () => {
  const {result} = runRecorded(
    flow => hitService(flow, {...asked, requests: 3, parallel: 1, by: 'body'}),
    answers(ingress('shop.invalid')),
  )
  expect(await result).toMatchObject({
    ingress: 'shop',
    url: `http://shop.invalid:${port}`,
    answers: [{answer: "You've hit shop.invalid", count: 3}],
    losses: [],
  })
})

test('An ingress that is not there, has no address, or leads to nothing, ends so', async () => {
  const missing = runRecorded(flow => open(flow, {...asked, name: 'shp', print: true, browser: () => []}), {
    [`${PLACE} get ingress.networking.k8s.io/shp`]: readAnswer([]),
    [`${PLACE} get ingresses.networking.k8s.io`]: readAnswer([ingress(undefined)]),
  })
  await expect(missing.result).rejects.toMatchObject({
    error: {code: 'NOT_FOUND', message: 'ingress "shp" not found in namespace shop; did you mean "shop"?'},
  })
  await expect(opened(ingress(undefined, {status: {}})).result).rejects.toMatchObject({
    error: {code: 'NO_URL', message: 'ingress shop has no address: no ingress controller has given it one'},
  })
  const {result} = runRecorded(flow => open(flow, {...asked, print: true, browser: () => []}), {
    ...answers(ingress(undefined)),
    [`${PLACE} get service/web`]: readAnswer([]),
  })
  await expect(result).rejects.toMatchObject({
    error: {code: 'NOT_FOUND', message: 'ingress shop leads to web, which is not there'},
  })
})

test('deploy prints the URL of an ingress that answers, and says how one is asked whose host leads elsewhere', async () => {
  const proven = async (found: Ingress) => {
    const notes: unknown[] = []
    const {result} = runRecorded(flow => {
      vi.spyOn(flow, 'note').mockImplementation(line => void notes.push(line))
      return proveIngresses(flow, place, [found], 0)
    }, answers(found))
    return {urls: await result, notes}
  }
  expect(await proven(ingress(undefined))).toEqual({urls: [`http://127.0.0.1:${port}`], notes: []})
  expect(await proven(ingress('shop.invalid'))).toEqual({
    urls: [],
    notes: [{label: 'ingress shop', advice: [anyway()]}],
  })
  expect(await proven(ingress('none.test'))).toEqual({
    urls: [],
    notes: [`warning: ingress shop answers http://none.test:${port} with 404 "You've hit none.test"`],
  })
})
