import {expect, test} from 'vitest'
import {age, durationBetween, humanDuration} from '../../src/kubernetes/age.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

test.each([
  [0, '0s'],
  [999, '0s'],
  [119 * second + 999, '119s'],
  [2 * minute, '2m'],
  [2 * minute + second, '2m1s'],
  [9 * minute + 59 * second, '9m59s'],
  [10 * minute, '10m'],
  [179 * minute + 59 * second, '179m'],
  [3 * hour, '3h'],
  [3 * hour + minute, '3h1m'],
  [7 * hour + 59 * minute, '7h59m'],
  [8 * hour, '8h'],
  [47 * hour + 59 * minute, '47h'],
  [48 * hour, '2d'],
  [49 * hour, '2d1h'],
  [7 * day + 23 * hour, '7d23h'],
  [8 * day, '8d'],
  [729 * day + 23 * hour, '729d'],
  [2 * year, '2y'],
  [2 * year + 3 * day, '2y3d'],
  [8 * year - day, '7y364d'],
  [8 * year, '8y'],
  [100 * year, '100y'],
])('A duration of %d ms reads %s', (ms, words) => {
  expect(humanDuration(ms)).toBe(words)
})

test.each([
  [-1999, '0s'],
  [-2000, '<invalid>'],
])('A duration of %d ms, from clocks that differ, reads %s', (ms, words) => {
  expect(humanDuration(ms)).toBe(words)
})

const now = Date.parse('2026-11-23T12:00:00Z')

test('The age of an object is counted from its timestamp', () => {
  expect(age('2026-11-23T11:54:57Z', now)).toBe('5m3s')
})

test.each([undefined, null, ''])('The age of an object with timestamp %s is unknown', timestamp => {
  expect(age(timestamp, now)).toBe('<unknown>')
})

test('What has ended took from its start to its end, whatever the time is', () => {
  expect(durationBetween('2026-11-23T10:00:00Z', '2026-11-23T10:00:13Z', now)).toBe('13s')
})

test('What has not ended has taken until now', () => {
  expect(durationBetween('2026-11-23T10:00:00Z', undefined, now)).toBe('120m')
})
