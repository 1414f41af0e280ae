import {expect, test} from 'vitest'
import {inOrder, momentOf} from '../../../src/kubernetes/events/moments.ts'
import {relatedEvents} from '../../../src/kubernetes/events/related.ts'
import {preciseTime} from '../../../src/kubernetes/events/times.ts'
import type {KubeEvent} from '../../../src/kubernetes/types.ts'

const SECOND = Date.parse('2026-11-29T03:06:43Z')
const named = (object: string, ms: number): string => `${object}.${(BigInt(SECOND + ms) * 1_000_000n).toString(16)}`
const event = (kind: string, name: string, message: string, ms: number, more: Partial<KubeEvent> = {}): KubeEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {name: named(name, ms), uid: `${name}-${ms}`},
  reason: 'Reason',
  message,
  involvedObject: {kind, name},
  firstTimestamp: '2026-11-29T03:06:43Z',
  lastTimestamp: '2026-11-29T03:06:43Z',
  ...more,
})

test('Events of one second are in the order of the nanoseconds in their names, whatever their times say', () => {
  const scheduled = event('Pod', 'web-1', 'second', 300, {
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: '2026-11-29T03:06:43.300000Z',
  })
  const all = [event('Pod', 'web-1', 'third', 400), scheduled, event('ReplicaSet', 'web', 'first', 200)]
  expect(inOrder(all.map(momentOf)).map(({sentence}) => sentence.replace(/.*: /, ''))).toEqual([
    'first',
    'second',
    'third',
  ])
})

test('A name that is no time of the event does not count', () => {
  const odd = event('Pod', 'web-1', 'x', 0, {metadata: {name: 'web.0123456789abcdef'}})
  expect(preciseTime(odd)).toBe(BigInt(SECOND) * 1_000_000n)
})

test('A repeated event has its first and its last time, and how often it came', () => {
  const times = {count: 4, lastTimestamp: '2026-11-29T03:07:43Z'}
  expect(momentOf(event('Pod', 'web-1', 'again', 0, times))).toMatchObject({
    time: SECOND,
    last: SECOND + 60_000,
    times: 4,
    object: 'pod/web-1',
    type: 'Normal',
  })
  const series = {count: undefined, series: {count: 3, lastObservedTime: '2026-11-29T03:06:53.000000Z'}}
  expect(momentOf(event('Pod', 'web-1', 'again', 0, series as Partial<KubeEvent>))).toMatchObject({
    last: SECOND + 10_000,
    times: 3,
  })
})

test('The events of an app are those of its replica sets and pods, too, also of pods that are gone, and of nothing else', () => {
  const all = [
    event('Deployment', 'web', 'Scaled up replica set web-7d to 1', 0),
    event('ReplicaSet', 'web-7d', 'Created pod: web-7d-abcde', 1),
    event('Pod', 'web-7d-abcde', 'gone', 2),
    event('Deployment', 'other', 'Scaled up replica set other-1 to 1', 3),
    event('Pod', 'web', 'a pod of the same name', 4),
  ]
  const messages = (kind: string | undefined, name: string): (string | undefined)[] =>
    relatedEvents(all, [{kind, name}]).map(({message}) => message)
  expect(messages('Deployment', 'web')).toEqual(all.slice(0, 3).map(({message}) => message))
  expect(messages(undefined, 'web')).toContain('a pod of the same name')
  expect(relatedEvents(all, undefined)).toEqual(all)
})
