const FIRST = 5
const LONGEST = 1_000_000

/** How long to wait after a failure: 5 ms, then twice as long each time, up to 1000 s, as client-go's work queues do. */
export class Retries {
  readonly #failures = new Map<string, number>()

  /** @returns milliseconds */
  next(key: string): number {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    return Math.min(FIRST * 2 ** failures, LONGEST)
  }

  forget(key: string): void {
    this.#failures.delete(key)
  }
}
