import {expect, test} from 'vitest'
import type {HitResult} from '../../src/expose/hit.ts'
import {headersInstead, tallyHits} from '../../src/expose/tally.ts'

const pods = new Set(['web-7d4b9-abcde', 'web-7d4b9-fghij'])
const answer = (firstLine: string, status = 200, headers: Record<string, string> = {}): HitResult => ({
  answer: {status, headers, firstLine},
})

test('Answers that name a pod of the service count for that pod, whatever stands around the name', () => {
  const results = [
    answer("You've hit web-7d4b9-abcde"),
    answer('web-7d4b9-fghij'),
    answer('Hello from web-7d4b9-abcde.'),
    answer('{"host":"web-7d4b9-abcde"}'),
    answer('another-web-7d4b9-abcde'),
  ]
  expect(tallyHits(results, 'body', pods).answers).toEqual([
    {answer: 'web-7d4b9-abcde', isPod: true, count: 3},
    {answer: 'another-web-7d4b9-abcde', isPod: false, count: 1},
    {answer: 'web-7d4b9-fghij', isPod: true, count: 1},
  ])
})

test('Answers are told apart by the status or by a header, where that is asked for', () => {
  const results = [answer('a', 200, {'x-pod': 'web-7d4b9-abcde'}), answer('b', 200), answer('c', 503)]
  expect(tallyHits(results, 'status', pods).answers).toEqual([
    {answer: '200', isPod: false, count: 2},
    {answer: '503', isPod: false, count: 1},
  ])
  expect(tallyHits(results, {header: 'x-pod'}, pods).answers).toEqual([
    {answer: '<none>', isPod: false, count: 2},
    {answer: 'web-7d4b9-abcde', isPod: true, count: 1},
  ])
})

test('Lost requests are counted by their reason, and a body without a line is an answer', () => {
  const results: HitResult[] = [{lost: 'ECONNREFUSED'}, answer(''), {lost: 'ECONNREFUSED'}, {lost: 'ECONNRESET'}]
  expect(tallyHits(results, 'body', pods)).toEqual({
    answers: [{answer: '<empty>', isPod: false, count: 1}],
    losses: [
      {reason: 'ECONNREFUSED', count: 2},
      {reason: 'ECONNRESET', count: 1},
    ],
  })
})

test('Where no answer has the header that answers are told apart by, the headers that they have are named', () => {
  const results: HitResult[] = [
    {answer: {status: 200, headers: {server: 'web', date: 'now'}, firstLine: ''}},
    {answer: {status: 200, headers: {via: 'proxy'}, firstLine: ''}},
    {lost: 'ECONNREFUSED'},
  ]
  expect(headersInstead(results, {header: 'nope'})).toEqual(['date', 'server', 'via'])
  expect(headersInstead(results, {header: 'via'})).toBeUndefined()
  expect(headersInstead(results, 'status')).toBeUndefined()
  expect(headersInstead([{lost: 'ECONNREFUSED'}], {header: 'nope'})).toBeUndefined()
})
