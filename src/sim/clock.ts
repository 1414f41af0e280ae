/** Time, as everything here that waits asks for it; tests put a clock in its place that they turn by hand. */
export interface Clock {
  now(): Date
  /** Calls once after these milliseconds. @returns a function that cancels it */
  after(milliseconds: number, call: () => void): () => void
}

/** What setTimeout takes, in milliseconds: a longer time is over at once there. */
const LONGEST_TIMER = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => new Date(),
  after: (milliseconds, call) => {
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      timer =
        left <= LONGEST_TIMER ? setTimeout(call, left) : setTimeout(() => wait(left - LONGEST_TIMER), LONGEST_TIMER)
    }
    wait(milliseconds)
    return () => clearTimeout(timer)
  },
}

/** The last time that RFC 3339 can write, in milliseconds since 1970. */
export const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)

/** A time as the API writes it: RFC 3339 in whole seconds, UTC. */
export const timestamp = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z')
