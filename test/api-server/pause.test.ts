import {expect, test} from 'vitest'
import {pauseAfter} from '../../src/api-server/pause.ts'

test.each([
  ['at the beginning', 0, 5, 100],
  ['after some seconds', 9000, 5, 300],
  ['after a minute', 60_000, 5, 700],
  ['behind a look by kubectl', 0, 150, 600],
  ['behind a slow look', 0, 3000, 700],
])('It is looked again %s: %d ms in, a look of %d ms, after %d ms', (_, sinceMs, lookMs, pauseMs) => {
  expect(pauseAfter(sinceMs, lookMs, 700)).toBe(pauseMs)
})
