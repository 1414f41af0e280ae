import type {Phase} from './fault.ts'

/** The time that a run has for its tries: a try is begun only where the longest one of its phase would still end in time. */
export class Budget {
  readonly #endAt: number
  /** The longest try of each phase, in seconds: a guess until a longer one was seen. */
  readonly #longest: Record<Phase, number> = {up: 75, running: 20, down: 20}

  /** @param seconds from now; Infinity for a run that is limited by its tries */
  constructor(seconds: number) {
    this.#endAt = performance.now() + seconds * 1000
  }

  took(phase: Phase, seconds: number): void {
    this.#longest[phase] = Math.max(this.#longest[phase], seconds)
  }

  /** Whether there is time for a try of each of these phases, one after the other. */
  has(...phases: readonly Phase[]): boolean {
    const seconds = phases.reduce((sum, phase) => sum + this.#longest[phase], 0)
    return performance.now() + seconds * 1000 <= this.#endAt
  }
}
