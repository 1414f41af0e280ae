/** A wait that is reported to the user. */
export interface Wait {
  /** What is waited for: `the API server at https://127.0.0.1:6443`. */
  what: string
  /** When it began, in ms of `performance.now()`. */
  since: number
}

/** A wait is reported after this time, in ms: a line appears within 5 s, also on a busy machine. */
const TOLD_AFTER_MS = 3000
/** A wait within so many ms of one that ended without an answer is the same one. */
const GAP_MS = 100

/** What kubia waits for outside of itself. Several waits, at once or one after the other, are reported as one. */
export class Waits {
  readonly #show: (wait: Wait | undefined) => void
  readonly #open = new Map<symbol, string>()
  #since = 0
  #endedAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isShown = false

  /** @param show called with a wait that takes long, and with nothing when it is over */
  constructor(show: (wait: Wait | undefined) => void) {
    this.#show = show
  }

  /** Begins a wait. @returns a function that ends it, which may be called again; `answered` is true where that came that was waited for */
  begin(what: string): (answered?: boolean) => void {
    const now = performance.now()
    if (this.#open.size === 0 && now - this.#endedAt > GAP_MS) this.#since = now
    const key = Symbol(what)
    this.#open.set(key, what)
    this.#update()
    return (answered = false) => {
      if (!this.#open.delete(key)) return
      this.#endedAt = answered ? Number.NEGATIVE_INFINITY : performance.now()
      this.#update()
    }
  }

  #update(): void {
    clearTimeout(this.#timer)
    const [what] = this.#open.values()
    const elapsed = performance.now() - this.#since
    if (what !== undefined && elapsed < TOLD_AFTER_MS)
      this.#timer = setTimeout(() => this.#update(), TOLD_AFTER_MS - elapsed)
    const isShown = what !== undefined && elapsed >= TOLD_AFTER_MS
    if (isShown) this.#show({what, since: this.#since})
    else if (this.#isShown) this.#show(undefined)
    this.#isShown = isShown
  }
}
