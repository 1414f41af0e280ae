/** Time, as everything here that waits asks for it; tests put a clock in its place that they turn by hand. */
export interface Clock {
  now(): Date
  /** Calls once after so many milliseconds. @returns a function that calls it off */
  after(milliseconds: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: () => new Date(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** A time as the API writes it: RFC 3339 in whole seconds, UTC. */
export const timestamp = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z')
