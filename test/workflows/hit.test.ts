import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {hitService, lostRequests} from '../../src/workflows/hit.ts'
import {readAnswer} from '../support/json.ts'
import {runRecorded} from '../support/workflow.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
let asked = 0
/** Closes each third connection without a word. The first request is the probe's. */
const app = createServer((_, response) => {
  asked += 1
  if (asked % 3 === 0) response.destroy()
  else response.end("You've hit web-1\n")
})
let port = 0
beforeAll(async () => {
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  port = (app.address() as AddressInfo).port
})
afterAll(() => app.close())

test('hit counts the answers of each pod, and requests that had none end it with REQUESTS_LOST', async () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'web', namespace: 'shop'},
    spec: {type: 'LoadBalancer', selector: {app: 'web'}, ports: [{port, targetPort: 8080}]},
    status: {loadBalancer: {ingress: [{ip: '127.0.0.1'}]}},
  }
  const endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {name: 'web'},
    subsets: [{addresses: [{ip: '10.0.0.1'}]}],
  }
  const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web-1'}, spec: {containers: []}}
  const {result, shown} = runRecorded(
    flow => hitService(flow, {place, name: 'web', requests: 11, parallel: 1, by: 'body'}),
    {
      [`${PLACE} get service/web`]: readAnswer([service]),
      [`${PLACE} get endpoints/web`]: readAnswer([endpoints]),
      [`${PLACE} get pods -l app=web`]: readAnswer([pod]),
    },
  )
  const hit = await result
  const url = `http://127.0.0.1:${port}`
  expect(hit).toMatchObject({url, forwarded: false, requests: 11})
  expect(hit.answers).toEqual([{answer: 'web-1', isPod: true, count: 7}])
  expect(hit.losses).toEqual([{reason: 'ECONNRESET', count: 4}])
  expect(shown.slice(-3)).toEqual([
    'progress Hit: 8/11, 3 lost',
    'progress Hit: 10/11, 3 lost',
    'ok Hit: 7/11 answered, 1 different answer',
  ])
  expect(lostRequests(place, hit)).toMatchObject({
    code: 'REQUESTS_LOST',
    exit: 6,
    message: `4 of 11 requests to ${url} had no answer`,
    details: {evidence: ['4: ECONNRESET']},
  })
  expect(lostRequests(place, {...hit, losses: []})).toBeUndefined()
})
