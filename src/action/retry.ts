import {setTimeout as sleep} from 'node:timers/promises'
import {asFailed} from './action.ts'
import type {KubiaFailed} from './kubia.ts'

/** How long is waited before a retry, in ms: what passes, takes a moment. */
const PAUSE_MS = 5000

/**
 * Failures of a busy machine, or of programs that were not up yet. Of other failures the cause is still there at the next
 * try, unless kubia says that it may pass.
 */
const PASSING = new Set(['NODE_BOOT_TIMEOUT', 'CREATE_FAILED', 'ENGINE_DOWN', 'API_UNREACHABLE', 'API_FAILING'])

export const isPassing = ({code, mayPass}: Pick<KubiaFailed, 'code' | 'mayPass'>): boolean =>
  mayPass || PASSING.has(code)

/**
 * Does work again where it failed for a cause that a retry helps.
 * @param work gets the number of the try, from 1
 * @param before called with each failure that is followed by a retry, and how many have been before it
 */
export const withRetries = async <T>(
  work: (tried: number) => Promise<T>,
  {retries, signal, pauseMs = PAUSE_MS}: {retries: number; signal: AbortSignal; pauseMs?: number},
  before: (failure: KubiaFailed, tried: number) => Promise<void>,
): Promise<T> => {
  for (let tried = 1; ; tried++) {
    try {
      return await work(tried)
    } catch (thrown) {
      const failure = asFailed(thrown)
      if (tried > retries || signal.aborted || !isPassing(failure)) throw thrown
      await before(failure, tried)
      await sleep(pauseMs, undefined, {signal})
    }
  }
}
