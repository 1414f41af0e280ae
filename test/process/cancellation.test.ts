import {expect, onTestFinished, test, vi} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Cancellation} from '../../src/process/cancellation.ts'

const interrupted = new KubiaError('INTERRUPTED', 'interrupted')

const withFakeTimers = (work: () => void): void => {
  vi.useFakeTimers()
  try {
    work()
  } finally {
    vi.useRealTimers()
  }
}

test('Of several reasons to abort the first one counts', () => {
  const cancellation = new Cancellation()
  cancellation.abort(interrupted)
  cancellation.abort(new KubiaError('TERMINATED', 'ended'))
  expect(cancellation.signal.reason).toBe(interrupted)
})

test('After an abort the signal can be made a fresh one; who holds the old one stays aborted', () => {
  const cancellation = new Cancellation()
  const before = cancellation.signal
  cancellation.abort(interrupted)
  cancellation.renew()
  expect(before.aborted).toBe(true)
  expect(cancellation.signal.aborted).toBe(false)
})

test('The limit of time aborts, and names the flag', () =>
  withFakeTimers(() => {
    const {signal} = new Cancellation(50)
    vi.advanceTimersByTime(50)
    expect(signal.reason).toMatchObject({
      code: 'TIMEOUT',
      message: 'not done within the limit of 0.05s (--timeout)',
    })
  }))

test('The limit of time holds neither after the clock is stopped nor for a fresh signal', () =>
  withFakeTimers(() => {
    const stopped = new Cancellation(1000)
    stopped.stopClock()
    const renewed = new Cancellation(1000)
    renewed.renew()
    vi.advanceTimersByTime(5000)
    expect([stopped.signal.aborted, renewed.signal.aborted]).toEqual([false, false])
  }))

test('The limit of time does not pass while the user is asked', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const cancellation = new Cancellation(1000)
  vi.advanceTimersByTime(600)
  const answered = cancellation.outsideLimit(async () => vi.advanceTimersByTime(5000))
  await answered
  vi.advanceTimersByTime(399)
  expect(cancellation.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(cancellation.signal.reason).toMatchObject({code: 'TIMEOUT'})
})

test('Without a limit of time there is no timer', () =>
  withFakeTimers(() => {
    expect(new Cancellation().timeoutMs).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  }))

test('What explains that the time is over has a quarter of it, and its own end is not the reason of the run', () =>
  withFakeTimers(() => {
    const cancellation = new Cancellation(40_000)
    vi.advanceTimersByTime(40_000)
    expect(cancellation.reason).toMatchObject({code: 'TIMEOUT'})
    cancellation.renewToExplain()
    vi.advanceTimersByTime(6000)
    // Whatever explains next has what is left.
    cancellation.renewToExplain()
    vi.advanceTimersByTime(3999)
    expect(cancellation.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect([cancellation.signal.aborted, cancellation.reason]).toEqual([true, undefined])
    cancellation.renew()
    expect(cancellation.signal.aborted).toBe(false)
  }))

test.each([
  ['a short limit', 2000, 5000],
  ['a long one', 600_000, 15_000],
])('There is time to explain also after %s', (_, timeoutMs, allowed) =>
  withFakeTimers(() => {
    const cancellation = new Cancellation(timeoutMs)
    vi.advanceTimersByTime(timeoutMs)
    cancellation.renewToExplain()
    vi.advanceTimersByTime(allowed - 1)
    expect(cancellation.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(cancellation.signal.aborted).toBe(true)
  }),
)

test('What explains beside another goes on with its signal and its time', () =>
  withFakeTimers(() => {
    const cancellation = new Cancellation(2000)
    vi.advanceTimersByTime(2000)
    cancellation.renewToExplain()
    const {signal} = cancellation
    cancellation.renewToExplain()
    expect(cancellation.signal).toBe(signal)
    vi.advanceTimersByTime(5000)
    expect(signal.aborted).toBe(true)
  }))

test('A failure before the limit is explained without one', () =>
  withFakeTimers(() => {
    const cancellation = new Cancellation(2000)
    cancellation.renewToExplain()
    vi.advanceTimersByTime(60_000)
    expect(cancellation.signal.aborted).toBe(false)
  }))
