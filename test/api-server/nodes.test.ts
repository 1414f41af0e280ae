import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {
  describeReadiness,
  type LostNodes,
  nodeEvents,
  readinessOfAll,
  type WaitForNodes,
  waitForNodes,
} from '../../src/api-server/nodes.ts'
import {kubiaAdvice} from '../../src/errors/advice.ts'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import type {Node} from '../../src/kubernetes/types.ts'
import {type Answer, recordedExec} from '../support/exec.ts'
import {skipWaits} from '../support/time.ts'

beforeEach(skipWaits)
afterEach(() => void vi.restoreAllMocks())

const node = (name: string, status: string, message = '', reason = 'KubeletNotReady'): Node =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name},
    status: {conditions: [{type: 'Ready', status, message, reason}]},
  }) as unknown as Node
const list = (...nodes: Node[]): Answer => ({stdout: JSON.stringify({items: nodes})})
const names = ['kubia-control-plane', 'kubia-worker']
const ready = names.map(name => node(name, 'True'))

test.each([
  ['container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady', 'CNI starting'],
  [
    '[container runtime network not ready: NetworkReady=false cni plugin not initialized, CSINode is not yet initialized]',
    'CNI starting',
  ],
  ['container runtime is down', 'container runtime starting'],
  ['PLEG is not healthy: pleg was last seen active 3m ago', 'container runtime overloaded'],
  ['Kubelet stopped posting node status.', 'kubelet does not report'],
  ['CSINode is not yet initialized', 'kubelet starting'],
  ['something new', 'KubeletNotReady'],
])('%j is told in a few words', (message, reason) => {
  expect(readinessOfAll(['a'], [node('a', 'False', message)])).toEqual([{name: 'a', ready: false, reason, message}])
})

test('Nodes are told in the order in which they are expected, also those that are not there', () => {
  const readiness = readinessOfAll(
    ['a', 'b', 'c'],
    [node('x', 'False'), node('b', 'True'), node('a', 'Unknown', 'Kubelet stopped posting node status.')],
  )
  expect(readiness.map(({name, ready: is, reason}) => [name, is, reason])).toEqual([
    ['a', false, 'kubelet does not report'],
    ['b', true, ''],
    ['c', false, 'not registered yet'],
  ])
  expect(describeReadiness(readiness)).toBe('1/3 Ready · a: kubelet does not report')
  expect(describeReadiness(readiness.slice(1, 2))).toBe('1/1 Ready')
})

const wait = (
  answers: Answer | readonly Answer[],
  controller = new AbortController(),
  more: Partial<WaitForNodes> = {},
) => {
  const told: string[] = []
  const {exec} = recordedExec({'kubectl --context c get nodes': answers})
  const waiting = waitForNodes(exec, {
    access: {context: 'c'},
    expected: names,
    signal: controller.signal,
    report: detail => {
      told.push(detail)
      if (told.length > 2) controller.abort(new KubiaError('TIMEOUT', 'not done'))
    },
    explain: async name => ({evidence: [`event of ${name}`]}),
    next: kubiaAdvice(['up']),
    ...more,
  })
  return {waiting, told, controller}
}

test('Every expected node is waited for, and an API server that does not answer yet is part of it', async () => {
  const refused = {exitCode: 1, stderr: 'The connection to the server 127.0.0.1:1 was refused - did you'}
  const {waiting, told} = wait([refused, list(node(names[0] ?? '', 'True')), list(...ready)])
  expect(await waiting).toEqual(ready)
  expect(told).toEqual(['the API server does not answer yet', '1/2 Ready · kubia-worker: not registered yet'])
})

test('An API server that fails while it starts is waited for, and told as what it answers', async () => {
  const failing = {exitCode: 1, stderr: 'Error from server (ServiceUnavailable): the server is currently unable'}
  const {waiting, told} = wait([failing, list(...ready)])
  expect(await waiting).toEqual(ready)
  expect(told).toEqual(['the API server of context c answers 503 Service Unavailable'])
})

test('When the time is over, the nodes are named with their conditions and the worst one’s events', async () => {
  const late = list(node(names[0] ?? '', 'True'), node(names[1] ?? '', 'False', 'no CNI'))
  await expect(wait(late).waiting).rejects.toMatchObject({
    code: 'NODES_NOT_READY',
    exit: 5,
    message: 'kubia-worker is NotReady: no CNI',
    details: {evidence: ['event of kubia-worker'], keep: true, next: 'kubectl kubia up     # goes on waiting'},
  })
})

test('A cause that is known is told with what mends it', async () => {
  const late = list(node(names[0] ?? '', 'True'), node(names[1] ?? '', 'False', 'no CNI'))
  const explain = async () => ({evidence: ['said'], why: 'its log tells why', fix: ['mend it']})
  await expect(wait(late, undefined, {explain}).waiting).rejects.toMatchObject({
    code: 'NODES_NOT_READY',
    message: 'kubia-worker is NotReady: no CNI\nits log tells why',
    details: {evidence: ['said'], fix: ['mend it'], keep: true},
  })
})

describe('A node that was deleted, or has gone silent', () => {
  const lost = (more: Partial<LostNodes> = {}) => {
    const restarted: string[][] = []
    return {
      restarted,
      lost: {
        afterMs: 0,
        limitMs: 60_000,
        restartKubelets: async (nodes: readonly string[]) => void restarted.push([...nodes]),
        ...more,
      },
    }
  }
  const [first = '', second = ''] = names

  test.each([
    ['deleted', list(node(first, 'True'))],
    ['silent', list(node(first, 'True'), node(second, 'Unknown', 'Kubelet stopped posting node status.'))],
  ])('has its kubelet restarted, once: %s', async (_, without) => {
    const healing = lost()
    const told: string[] = []
    const report = (line: string): void => void told.push(line)
    const {waiting} = wait([without, without, list(...ready)], undefined, {lost: healing.lost, report})
    expect(await waiting).toEqual(ready)
    expect(healing.restarted).toEqual([['kubia-worker']])
    expect(told[0]).toBe('restarting the kubelet of kubia-worker')
  })

  test('is given time where it may register by itself', async () => {
    const healing = lost({afterMs: 60_000})
    const {waiting} = wait([list(node(first, 'True')), list(...ready)], undefined, {lost: healing.lost})
    expect(await waiting).toEqual(ready)
    expect(healing.restarted).toEqual([])
  })

  test('is told as soon as a restart did not help', async () => {
    const {waiting} = wait(list(node(first, 'True')), undefined, {lost: lost({limitMs: -1}).lost})
    await expect(waiting).rejects.toMatchObject({
      code: 'NODES_NOT_READY',
      message: 'kubia-worker is NotReady: no such node in the API server',
      details: {evidence: ['event of kubia-worker']},
    })
  })

  test('has its time from when an API server answers that was restarted with it', async () => {
    const refused = {exitCode: 1, stderr: 'The connection to the server 127.0.0.1:1 was refused - did you'}
    const without = list(node(first, 'True'))
    let clock = 0
    vi.spyOn(performance, 'now').mockImplementation(() => clock)
    const report = (): void => {
      clock += 40_000
    }
    const {waiting} = wait([without, without, refused, refused, without, list(...ready)], undefined, {
      lost: lost().lost,
      report,
    })
    expect(await waiting).toEqual(ready)
  })

  test('is told at once where its kubelet cannot be restarted', async () => {
    const failure = new KubiaError('START_FAILED', 'the kubelet of kubia-worker could not be restarted')
    const restartKubelets = () => Promise.reject(failure)
    await expect(wait(list(node(first, 'True')), undefined, {lost: lost({restartKubelets}).lost}).waiting).rejects.toBe(
      failure,
    )
  })
})

test('A node that was started again counts only when it has reported since', () => {
  const reported = (lastHeartbeatTime: string): Node => {
    const made = node('a', 'True')
    Object.assign(made.status?.conditions?.[0] ?? {}, {lastHeartbeatTime})
    return made
  }
  const since = '2026-08-23T10:15:00.500Z'
  const told = (time: string) => describeReadiness(readinessOfAll(['a'], [reported(time)], {names: ['a'], since}))
  expect(told('2026-08-23T10:14:59Z')).toBe('0/1 Ready · a: starting again')
  expect(told('2026-08-23T10:15:00Z')).toBe('1/1 Ready')
  // The others report every five minutes where nothing changes, and were never away.
  const others = readinessOfAll(['a'], [reported('2026-08-23T10:12:00Z')], {names: ['b'], since})
  expect(describeReadiness(others)).toBe('1/1 Ready')
})

test('An API server that stays away for longer than it may ends the waiting', async () => {
  const refused = {exitCode: 1, stderr: 'The connection to the server 127.0.0.1:1 was refused - did you'}
  const failure = new KubiaError('NODES_NOT_READY', 'nodes have new addresses')
  const {waiting} = wait(refused, undefined, {away: {limitMs: 0, failure: async () => failure}})
  await expect(waiting).rejects.toBe(failure)
})

test('An interruption is told as one', async () => {
  const {waiting, controller} = wait(list())
  const reason = new KubiaError('INTERRUPTED', 'interrupted')
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})

test('What cannot get better by waiting is not waited for', async () => {
  const {waiting, told} = wait({exitCode: 1, stderr: 'Error from server (Forbidden): nodes is forbidden: User "joe"'})
  await expect(waiting).rejects.toMatchObject({code: 'FORBIDDEN'})
  expect(told).toEqual([])
})

test('Events only explain: the last two, or none', async () => {
  const some = recordedExec({kubectl: {stdout: 'Starting       Starting kubelet.\nA   one\nB   two  three\n'}})
  expect(await nodeEvents(some.exec, {}, 'a')).toEqual(['event: A  one', 'event: B  two  three'])
  const refused = recordedExec({kubectl: {exitCode: 1, stderr: 'Error from server (Forbidden): x'}})
  expect(await nodeEvents(refused.exec, {}, 'a')).toEqual([])
})
