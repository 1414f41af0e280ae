import {KubiaError} from '../errors/kubia-error.ts'

const timeLimit = (ms: number): KubiaError =>
  new KubiaError('TIMEOUT', `not done within the limit of ${ms / 1000}s (--timeout)`)

/** What explaining a failure may take once the limit of time is reached, in ms. */
const [EXPLAIN_LEAST_MS, EXPLAIN_MOST_MS] = [5000, 15_000]

/** What ends everything that a run has under way: an interruption, or the run's limit of time. */
export class Cancellation {
  /** The limit of the whole run in ms; 0 means none. */
  readonly timeoutMs: number
  #timer: NodeJS.Timeout | undefined
  /** What is left of the limit, in ms, and since when it passes. */
  #leftMs: number
  #since = performance.now()
  #explaining: NodeJS.Timeout | undefined
  /** True where it was given up to explain a failure. */
  #hasExplained = false
  #controller = new AbortController()
  /** When the limit of time was reached, in ms of `performance.now()`. */
  #reachedAt: number | undefined

  constructor(timeoutMs = 0) {
    this.timeoutMs = timeoutMs
    this.#leftMs = timeoutMs
    this.#startClock()
  }

  #startClock(): void {
    const reach = (): void => {
      this.#reachedAt = performance.now()
      this.abort(timeLimit(this.timeoutMs))
    }
    this.#since = performance.now()
    this.#timer = this.timeoutMs > 0 ? setTimeout(reach, this.#leftMs) : undefined
    this.#timer?.unref()
  }

  /** Waits for what the limit of time does not count: an answer of the user. */
  async outsideLimit<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer)
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#since))
    try {
      return await work()
    } finally {
      this.#startClock()
    }
  }

  /** Aborted when the run is interrupted or out of time. After `renew` it is another one. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why the run is over, where it was interrupted or ran out of time; undefined where only its failure's explanation did. */
  get reason(): unknown {
    return this.#hasExplained ? undefined : this.signal.reason
  }

  /** Ends everything under way; the first reason counts. */
  abort(reason: KubiaError): void {
    this.#controller.abort(reason)
  }

  /** Makes the signal a fresh one, for what must still be asked or undone after an abort. It has no limit of time. */
  renew(): void {
    this.stopClock()
    this.#explaining = undefined
    this.#hasExplained = false
    this.#controller = new AbortController()
  }

  /**
   * Makes the signal a fresh one for what only explains a failure. Where the limit of time was reached, everything of
   * that kind has a quarter of it together, at least 5 s and at most 15: a limit is the whole command's.
   */
  renewToExplain(): void {
    // Steps side by side reach the limit together: the second one joins in what the first has begun.
    if (this.#explaining !== undefined && !this.signal.aborted) return
    this.renew()
    if (this.#reachedAt === undefined) return
    const allowed = Math.min(EXPLAIN_MOST_MS, Math.max(EXPLAIN_LEAST_MS, this.timeoutMs / 4))
    const left = this.#reachedAt + allowed - performance.now()
    const giveUp = (): void => {
      this.#hasExplained = true
      this.abort(timeLimit(this.timeoutMs))
    }
    this.#explaining = setTimeout(giveUp, Math.max(0, left))
    this.#explaining.unref()
  }

  /** Ends the limits of time. */
  stopClock(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#explaining)
  }
}
