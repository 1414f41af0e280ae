import type {Clock} from '../../../clock.ts'
import type {Count} from './pods.ts'

/** Milliseconds before a failed pod is replaced; a real cluster waits ten times as long, as with all back-offs. */
const FIRST = 1000
const LONGEST = 60_000

interface Failures {
  count: number
  last: number
}

/** How long a job waits before it tries again: twice as long after each failure, until a pod succeeds. */
export class JobBackOff {
  readonly #clock: Clock
  readonly #failures = new Map<string, Failures>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(key: string, news: Count['news']): void {
    for (const {succeeded} of news) {
      if (succeeded) this.forget(key)
      else this.#failures.set(key, {count: (this.#failures.get(key)?.count ?? 0) + 1, last: this.#clock.time()})
    }
  }

  /** @returns milliseconds, 0 where it need not wait */
  left(key: string): number {
    const failures = this.#failures.get(key)
    if (!failures) return 0
    const wait = Math.min(FIRST * 2 ** (failures.count - 1), LONGEST)
    return Math.max(0, failures.last + wait - this.#clock.time())
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }
}
