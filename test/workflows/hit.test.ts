import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import type {ErrorCode} from '../../src/errors/catalogue.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {sumOf} from '../../src/expose/tally.ts'
import type {Run} from '../../src/process/run.ts'
import {failureOfHit, hitService} from '../../src/workflows/hit.ts'
import type {Answer} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {runRecorded} from '../support/workflow.ts'

const place = {context: 'prod', namespace: 'shop'}
const PLACE = 'kubectl --context prod --namespace shop'
let asked = 0
let answered: () => unknown = () => {}
/** Closes each third connection without a word. The first request is the probe's. */
const app = createServer((_, response) => {
  asked += 1
  answered()
  if (asked % 3 === 0) response.destroy()
  else response.end("You've hit web-1\n")
})
let port = 0
beforeAll(async () => {
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  port = (app.address() as AddressInfo).port
})
afterAll(() => app.close())

const serviceOf = () => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {type: 'LoadBalancer', selector: {app: 'web'}, ports: [{port, targetPort: 8080}]},
  status: {loadBalancer: {ingress: [{ip: '127.0.0.1'}]}},
})
const endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: {name: 'web'},
  subsets: [{addresses: [{ip: '10.0.0.1'}]}],
}
const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'web-1'}, spec: {containers: []}}
/** Runs `hit`. @param pods what kubectl answers, before the requests and after them */
const hitWith = (pods: readonly Answer[], requests: number, onRun: (run: Run) => void = () => {}) =>
  runRecorded(
    flow => {
      onRun(flow.run)
      return hitService(flow, {place, name: 'web', requests, parallel: 1, by: 'body'})
    },
    {
      [`${PLACE} get service/web`]: readAnswer([serviceOf()]),
      [`${PLACE} get endpoints/web`]: readAnswer([endpoints]),
      [`${PLACE} get pods -l app=web`]: pods,
    },
  )
const found = readAnswer([pod])

test('hit counts the answers of each pod, and requests that had none end it with REQUESTS_LOST', async () => {
  asked = 0
  const {result, shown} = hitWith([found, found], 11)
  const hit = await result
  const url = `http://127.0.0.1:${port}`
  expect(hit).toMatchObject({url, forwarded: false, requests: 11, ended: undefined})
  expect(hit.answers).toEqual([{answer: 'web-1', isPod: true, count: 7}])
  expect(hit.losses).toEqual([{reason: 'ECONNRESET', count: 4}])
  expect(shown.slice(-3)).toEqual([
    'progress Hit: 8/11, 3 lost',
    'progress Hit: 10/11, 3 lost',
    'ok Hit: 7/11 answered, 1 different answer',
  ])
  expect(failureOfHit(place, hit)).toMatchObject({
    code: 'REQUESTS_LOST',
    exit: 6,
    message: `4 of 11 requests to ${url} had no answer`,
    details: {evidence: ['4: ECONNRESET']},
  })
  expect(failureOfHit(place, {...hit, losses: []})).toBeUndefined()
})

test('What was counted is shown where the cluster is gone at the end, by the pods that were known before', async () => {
  asked = 0
  const stderr = 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n'
  const hit = await hitWith([found, {exitCode: 1, stderr}], 4).result
  expect(hit).toMatchObject({answers: [{answer: 'web-1', isPod: true, count: 3}], requests: 4, ended: undefined})
  expect(failureOfHit(place, hit)).toMatchObject({code: 'REQUESTS_LOST', exit: 6})
})

describe('A hit that is ended early', () => {
  const endedBy = async (code: ErrorCode) => {
    asked = 0
    const reason = new KubiaError(code, 'it is over')
    const {result, shown} = hitWith([found], 100_000, run => {
      answered = () => asked > 6 && run.cancellation.abort(reason)
    })
    const hit = await result.finally(() => {
      answered = () => {}
    })
    expect(shown.at(-1)).toMatch(/^ok Hit: \d\/100000 answered, 1 different answer$/)
    expect(hit.requests).toBe(sumOf([...hit.answers, ...hit.losses]))
    return {hit, failure: failureOfHit(place, hit)}
  }

  test('because its cluster is stopped shows what came back, and ends with what was lost', async () => {
    const {hit, failure} = await endedBy('CLUSTER_STOPPED')
    expect(failure).toMatchObject({code: 'REQUESTS_LOST', exit: 6})
    expect(failure?.details.evidence?.at(-1)).toBe('it is over')
    expect(failureOfHit(place, {...hit, losses: []})).toMatchObject({code: 'CLUSTER_STOPPED', exit: 3})
  })

  test('by Ctrl-C shows what came back, and ends as interrupted', async () => {
    expect((await endedBy('INTERRUPTED')).failure).toMatchObject({code: 'INTERRUPTED', exit: 130})
  })
})
