import {expect, test, vi} from 'vitest'
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

test('Without a limit of time there is no timer', () =>
  withFakeTimers(() => {
    expect(new Cancellation().timeoutMs).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  }))
