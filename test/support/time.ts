import {onTestFinished, vi} from 'vitest'

/**
 * Until the test is over, time passes at once wherever everything waits for it: pauses and limits cost nothing, and
 * `performance.now()` says that they have passed. Only for what waits for nothing else: a child or a connection would be
 * overtaken.
 */
export const skipWaits = (): void => {
  vi.useFakeTimers({fakeNodeBuiltins: true})
  vi.setTimerTickMode('nextTimerAsync')
  onTestFinished(() => void vi.useRealTimers())
}
