import {describe, expect, test, vi} from 'vitest'
import {PacedClock, since, systemClock} from '../../src/sim/clock.ts'
import {HandClock} from './support/clock.ts'

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

describe('A clock with a speed', () => {
  const paced = (speed: number) => {
    const hand = new HandClock()
    const clock = new PacedClock(speed, hand)
    return {hand, clock, begun: hand.now().getTime()}
  }

  test.each([
    [0.2, 500],
    [1, 100],
    [10, 10],
  ])('of %d calls for 100 ms after %d', (speed, passed) => {
    const {hand, clock} = paced(speed)
    const call = vi.fn()
    clock.after(100, call)
    hand.advance(passed - 1)
    expect(call).not.toHaveBeenCalled()
    hand.advance(1)
    expect(call).toHaveBeenCalledOnce()
  })

  test('goes on at another speed with what waits already', () => {
    const {hand, clock} = paced(0.1)
    const [calls, calledOff] = [vi.fn(), vi.fn()]
    clock.after(100, calls)
    const callOff = clock.after(100, calledOff)
    hand.advance(500)
    clock.speed = 1
    callOff()
    hand.advance(49)
    expect(calls).not.toHaveBeenCalled()
    hand.advance(1)
    expect(calls).toHaveBeenCalledOnce()
    hand.advance(10_000)
    expect(calls).toHaveBeenCalledOnce()
    expect(calledOff).not.toHaveBeenCalled()
  })

  test('does not call for what never ends, at any speed', () => {
    const {hand, clock} = paced(0.2)
    const call = vi.fn()
    clock.after(Number.POSITIVE_INFINITY, call)
    clock.speed = 10
    hand.advance(100 * DAY)
    expect(call).not.toHaveBeenCalled()
  })

  test('tells the time of day, and knows how far the cluster was at each of it', () => {
    const {hand, clock, begun} = paced(0.5)
    hand.advance(1000)
    clock.speed = 2
    hand.advance(1000)
    expect(clock.now().getTime()).toBe(begun + 2000)
    expect(clock.time()).toBe(begun + 2500)
    for (const [date, time] of [
      [-1000, -500],
      [0, 0],
      [500, 250],
      [1000, 500],
      [1500, 1500],
      [2000, 2500],
      [3000, 4500],
    ] as const) {
      expect(clock.timeAt(new Date(begun + date))).toBe(begun + time)
      expect(clock.dateAt(begun + time)).toEqual(new Date(begun + date))
    }
    expect(since(clock, new Date(begun).toISOString())).toBe(2500)
    expect(since(clock, undefined)).toBe(Number.NaN)
  })
})
