import {KubiaError} from '../errors/kubia-error.ts'

const timeLimit = (ms: number): KubiaError =>
  new KubiaError('TIMEOUT', `not done within the limit of ${ms / 1000}s (--timeout)`)

/** What ends everything that a run has under way: an interruption, or the run's limit of time. */
export class Cancellation {
  /** The limit of the whole run in ms; 0 means none. */
  readonly timeoutMs: number
  readonly #timer: NodeJS.Timeout | undefined
  #controller = new AbortController()

  constructor(timeoutMs = 0) {
    this.timeoutMs = timeoutMs
    this.#timer = timeoutMs > 0 ? setTimeout(() => this.abort(timeLimit(timeoutMs)), timeoutMs) : undefined
    this.#timer?.unref()
  }

  /** Aborted when the run is interrupted or out of time. After `renew` it is another one. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Ends everything under way; the first reason counts. */
  abort(reason: KubiaError): void {
    this.#controller.abort(reason)
  }

  /** Makes the signal a fresh one, for what must still be asked or undone after an abort. It has no limit of time. */
  renew(): void {
    this.stopClock()
    this.#controller = new AbortController()
  }

  /** Ends the limit of time. */
  stopClock(): void {
    clearTimeout(this.#timer)
  }
}
