import type {Clock} from '../../../src/sim/clock.ts'

/** A clock that stands still until a test turns it. */
export class HandClock implements Clock {
  #now = Date.parse('2026-01-02T03:04:05Z')
  #waiting: {due: number; call: () => void}[] = []

  now(): Date {
    return new Date(this.#now)
  }

  time(): number {
    return this.#now
  }

  timeAt(date: Date): number {
    return date.getTime()
  }

  dateAt(time: number): Date {
    return new Date(time)
  }

  after(milliseconds: number, call: () => void): () => void {
    const entry = {due: this.#now + milliseconds, call}
    this.#waiting.push(entry)
    return () => {
      this.#waiting = this.#waiting.filter(other => other !== entry)
    }
  }

  /** How many calls are to come. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Turns on, and calls whatever falls due, in its order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const next = this.#waiting.filter(({due}) => due <= end).sort((one, other) => one.due - other.due)[0]
      if (!next) break
      this.#waiting = this.#waiting.filter(entry => entry !== next)
      this.#now = Math.max(this.#now, next.due)
      next.call()
    }
    this.#now = end
  }
}
