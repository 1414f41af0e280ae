import {expect, test, vi} from 'vitest'
import {systemClock} from '../../src/sim/clock.ts'

const DAY = 24 * 60 * 60 * 1000

test.each([
  ['a moment', 100],
  ['the longest that one timer takes', 2 ** 31 - 1],
  ['longer than one timer takes', 2 ** 31],
  ['a hundred days', 100 * DAY],
])('The clock calls once after %s, and not before', (_, milliseconds) => {
  vi.useFakeTimers()
  const call = vi.fn()
  systemClock.after(milliseconds, call)
  vi.advanceTimersByTime(milliseconds - 1)
  expect(call).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(call).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(100 * DAY)
  expect(call).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

test.each([
  ['never ends', Number.POSITIVE_INFINITY],
  ['is a thousand years away', 365_000 * DAY],
  ['is called off', 50 * DAY],
])('The clock does not call for what %s', (what, milliseconds) => {
  vi.useFakeTimers()
  const call = vi.fn()
  const callOff = systemClock.after(milliseconds, call)
  vi.advanceTimersByTime(30 * DAY)
  if (what === 'is called off') callOff()
  vi.advanceTimersByTime(60 * DAY)
  expect(call).not.toHaveBeenCalled()
  callOff()
  vi.useRealTimers()
})
