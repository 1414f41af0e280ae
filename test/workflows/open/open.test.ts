import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, expect, test} from 'vitest'
import type {Service} from '../../../src/kubernetes/types.ts'
import {locate} from '../../../src/workflows/open/locate.ts'
import {type OpenOptions, open} from '../../../src/workflows/open/open.ts'
import {readAnswer} from '../../support/json.ts'
import {runRecorded} from '../../support/workflow.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
const THROUGH_API = 'kubectl --context prod get --raw'
const app = createServer((_, response) => response.end("You've hit web-1\n"))
let port = 0

beforeAll(async () => {
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  port = (app.address() as AddressInfo).port
})
afterAll(() => app.close())

const service = (name: string, more: Partial<Service> = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name, namespace: 'shop'},
  spec: {type: 'ClusterIP', selector: {app: 'web'}, ports: [{port, targetPort: 8080}]},
  ...more,
})
const balanced = (name: string): Service => {
  const plain = service(name)
  return {
    ...plain,
    spec: {...plain.spec, type: 'LoadBalancer'},
    status: {loadBalancer: {ingress: [{ip: '127.0.0.1'}]}},
  }
}
const endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: {name: 'web'},
  subsets: [{addresses: [{ip: '10.0.0.1'}, {ip: '10.0.0.2'}]}],
}
const options = (more: Partial<OpenOptions> = {}): OpenOptions => ({
  place,
  name: 'web',
  print: false,
  browser: () => [],
  ...more,
})
const answers = (found: Service) => ({
  [`${PLACE} get service/web`]: readAnswer([found]),
  [`${PLACE} get services`]: readAnswer([found]),
  [`${PLACE} get endpoints/web`]: readAnswer([endpoints]),
})

test('open finds the service, waits for its endpoints and asks the URL that should answer', async () => {
  const {shown, result} = runRecorded(flow => open(flow, options()), answers(balanced('web')))
  const url = `http://127.0.0.1:${port}`
  expect(await result).toMatchObject({url, service: {metadata: {name: 'web'}}})
  expect(shown).toEqual([
    'start Find service',
    'progress Find service: in namespace shop',
    `ok Find service: web: LoadBalancer, port ${port}`,
    'start Wait for endpoints',
    'ok Wait for endpoints: 2: 10.0.0.1, 10.0.0.2',
    'start Probe',
    `ok Probe: ${url} answers 200 "You've hit web-1" (the load balancer’s address)`,
  ])
})

test('Without a name, the only service of the namespace is opened, and the cluster’s own does not count', async () => {
  const {result} = runRecorded(flow => open(flow, options({name: undefined})), {
    ...answers(balanced('web')),
    [`${PLACE} get services`]: readAnswer([service('kubernetes'), balanced('web')]),
  })
  expect(await result).toMatchObject({service: {metadata: {name: 'web'}}})
})

test.each([
  ['several services', [service('web'), service('dns')], 'AMBIGUOUS_NAME', 'there are several services: web, dns'],
  ['no service', [], 'NOT_FOUND', 'there is no service in namespace shop'],
])('Without a name, %s are a failure that says what there is', async (_, services, code, message) => {
  const {result} = runRecorded(flow => open(flow, options({name: undefined})), {
    [`${PLACE} get services`]: readAnswer(services),
  })
  await expect(result).rejects.toMatchObject({error: {code, message}, step: {title: 'Find service'}})
})

test('A URL is opened with the program that opens URLs here', async () => {
  const browser = (url: string) => [{program: 'xdg-open', args: [url]}]
  const {asked, shown, result} = runRecorded(flow => open(flow, options({browser})), {
    ...answers(balanced('web')),
    'xdg-open': {},
  })
  await result
  expect(asked.at(-1)).toBe(`xdg-open http://127.0.0.1:${port}`)
  expect(shown.at(-1)).toBe('ok Open browser')
})

test('That no program opens it is no failure: the URL answers', async () => {
  const browser = (url: string) => [{program: 'xdg-open', args: [url]}]
  const {shown, result} = runRecorded(flow => open(flow, options({browser})), {
    ...answers(balanced('web')),
    'xdg-open': {exitCode: 3},
  })
  expect(await result).toMatchObject({url: `http://127.0.0.1:${port}`})
  expect(shown.at(-1)).toBe('ok Open browser: no browser opens it')
})

test('With --print nothing is opened', async () => {
  const browser = (url: string) => [{program: 'xdg-open', args: [url]}]
  const {shown, result} = runRecorded(flow => open(flow, options({browser, print: true})), answers(balanced('web')))
  await result
  expect(shown.at(-1)).toMatch(/^ok Probe/)
})

test('A service that only a forwarded port reaches has no URL, and says what was tried', async () => {
  const {shown, result} = runRecorded(flow => open(flow, options()), {
    ...answers(service('web')),
    [THROUGH_API]: {stdout: "You've hit web-1"},
  })
  expect(await result).toMatchObject({url: undefined, text: 'its type is ClusterIP'})
  expect(shown.at(-1)).toBe('ok Probe: no URL on this machine: its type is ClusterIP')
})

test('With --print, a service without a URL is a failure that names the ways to one', async () => {
  const {result} = runRecorded(flow => open(flow, options({print: true})), {
    ...answers(service('web')),
    [THROUGH_API]: {stdout: "You've hit web-1"},
  })
  await expect(result).rejects.toMatchObject({
    error: {
      code: 'NO_URL',
      message: 'service web has no URL on this machine: its type is ClusterIP',
      details: {
        fix: [
          {
            command: ['kubectl', 'kubia', 'open', 'web', '--context', 'prod', '-n', 'shop'],
            comment: 'forwards a port to it until Ctrl-C',
          },
        ],
      },
    },
  })
})

test('Pods that cannot start are told, and that nothing was changed', async () => {
  const waiting = {reason: 'InvalidImageName', message: 'no image'}
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'web-1', namespace: 'shop', uid: 'u'},
    spec: {containers: [{name: 'web', image: 'A B'}]},
    status: {phase: 'Pending', containerStatuses: [{name: 'web', ready: false, restartCount: 0, state: {waiting}}]},
  }
  const {result} = runRecorded(flow => open(flow, options()), {
    ...answers(balanced('web')),
    [`${PLACE} get endpoints/web`]: readAnswer([{...endpoints, subsets: []}]),
    [`${PLACE} get pods -l app=web`]: readAnswer([pod]),
    [`${PLACE} get pod/web-1`]: readAnswer([pod]),
    [`${PLACE} get events`]: readAnswer([]),
    'kubectl --context prod get nodes': readAnswer([]),
  })
  await expect(result).rejects.toMatchObject({
    error: {code: 'IMAGE_PULL', details: {left: 'nothing was changed'}},
    step: {title: 'Wait for endpoints'},
  })
})

test('A service is located in three steps: it is found, has ready pods, and answers at a URL', async () => {
  const {shown, result} = runRecorded(flow => locate(flow, {place, name: 'web'}, 'hit'), answers(balanced('web')))
  expect(await result).toMatchObject({url: `http://127.0.0.1:${port}`, service: {metadata: {name: 'web'}}})
  expect(shown.filter(line => line.startsWith('start '))).toEqual([
    'start Find service',
    'start Wait for endpoints',
    'start Probe',
  ])
})
