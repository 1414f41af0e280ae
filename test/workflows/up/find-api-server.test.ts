import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {Cancellation} from '../../../src/process/cancellation.ts'
import {awayLimit, findApiServer} from '../../../src/workflows/up/start-nodes.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {skipWaits} from '../../support/time.ts'

const GET = 'kubectl --context kind-shop get nodes'
const access = {kubeconfig: undefined, context: 'kind-shop'}
const moved = ['shop-worker 172.18.0.3 → 172.18.0.2']
const away = {
  exitCode: 1,
  stderr: 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
}
const there = readAnswer([{apiVersion: 'v1', kind: 'Node', metadata: {name: 'shop-control-plane'}, status: {}}])

const find = (answers: Parameters<typeof recordedExec>[0], cancellation = new Cancellation(0)) => {
  const {exec} = recordedExec(answers)
  const reported: string[] = []
  const report = (line: string): void => void reported.push(line)
  return {reported, ended: findApiServer({exec, cancellation}, access, moved).run(report)}
}

test('An API server that comes back is found, and meanwhile it is said what is waited for', async () => {
  skipWaits()
  const {reported, ended} = find({[GET]: [away, there]})
  expect(await ended).toEqual({
    detail: 'answers, with new addresses: shop-worker 172.18.0.3 → 172.18.0.2',
    value: true,
  })
  expect(reported).toEqual(['new addresses: shop-worker 172.18.0.3 → 172.18.0.2; the API server does not answer yet'])
})

test('One that stays away is given up, with the reason', async () => {
  skipWaits()
  expect(await find({[GET]: away}).ended).toEqual({
    detail: 'stays away, since nodes have new addresses (kind#1689): shop-worker 172.18.0.3 → 172.18.0.2',
    value: false,
  })
})

test('A server that refuses is there', async () => {
  const forbidden = {exitCode: 1, stderr: 'Error from server (Forbidden): nodes is forbidden: User "me" cannot list'}
  expect(await find({[GET]: forbidden}).ended).toMatchObject({value: true})
})

test('An interruption ends the search', async () => {
  const cancellation = new Cancellation(0)
  const interrupted = new KubiaError('INTERRUPTED', 'interrupted')
  cancellation.abort(interrupted)
  await expect(find({[GET]: away}, cancellation).ended).rejects.toBe(interrupted)
})

test.each([
  [0, 30_000],
  [600_000, 30_000],
  [20_000, 5000],
])('Of a limit of %d ms, %d ms are for the search', (timeoutMs, expected) => {
  expect(awayLimit(timeoutMs)).toBe(expected)
})
