/**
 * Time, as everything here that waits asks for it; tests put a clock in its place that they turn by hand. A cluster may
 * live slower or faster than the day goes by: what is written in objects is a time of day, and every duration is one of
 * the cluster's own time.
 */
export interface Clock {
  /** The time of day. */
  now(): Date
  /** The cluster's own time in milliseconds; at speed 1 those since 1970. */
  time(): number
  /** The cluster's own time at a time of day: of what objects say. */
  timeAt(date: Date): number
  /** The time of day at a time of the cluster. */
  dateAt(time: number): Date
  /** Calls once after these milliseconds of the cluster's own time. @returns a function that cancels it */
  after(milliseconds: number, call: () => void): () => void
}

/** Milliseconds of the cluster's own time since a time that an object states; NaN where it states none. */
export const since = (clock: Clock, stated: string | null | undefined): number =>
  clock.time() - clock.timeAt(new Date(stated ?? Number.NaN))

/** What setTimeout takes, in milliseconds: a longer time is over at once there. */
const LONGEST_TIMER = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => new Date(),
  time: () => Date.now(),
  timeAt: date => date.getTime(),
  dateAt: time => new Date(time),
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

/** From a moment on, given by the time of day and the cluster's own in ms, the cluster lives at a speed. */
interface Stretch {
  date: number
  time: number
  speed: number
}

interface Timer {
  /** In ms of the cluster's own time. */
  due: number
  call: () => void
  cancel: () => void
}

/** So many changes of the speed are kept in mind. */
const MOST_STRETCHES = 100

/**
 * A clock whose speed can be changed: at 0.2 everything takes five times as long. What waits already goes on at the new
 * speed. Of what was before it was made it knows no other speed than the first.
 */
export class PacedClock implements Clock {
  readonly #base: Clock
  readonly #timers = new Set<Timer>()
  /** The latest first. */
  #stretches: [Stretch, ...Stretch[]]

  /** @param base the clock that goes as the day does */
  constructor(speed: number, base: Clock = systemClock) {
    this.#base = base
    const now = base.now().getTime()
    this.#stretches = [{date: now, time: now, speed}]
  }

  get speed(): number {
    return this.#stretches[0].speed
  }

  set speed(speed: number) {
    if (speed === this.speed) return
    const date = this.now()
    const others = this.#stretches.slice(0, MOST_STRETCHES - 1)
    this.#stretches = [{date: date.getTime(), time: this.timeAt(date), speed}, ...others]
    for (const timer of this.#timers) this.#set(timer)
  }

  now(): Date {
    return this.#base.now()
  }

  time(): number {
    return this.timeAt(this.now())
  }

  timeAt(date: Date): number {
    const at = date.getTime()
    const stretch = this.#stretchFrom(begun => begun.date <= at)
    return stretch.time + (at - stretch.date) * stretch.speed
  }

  dateAt(time: number): Date {
    const stretch = this.#stretchFrom(begun => begun.time <= time)
    return new Date(stretch.date + (time - stretch.time) / stretch.speed)
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer: Timer = {due: this.time() + milliseconds, call, cancel: () => {}}
    this.#timers.add(timer)
    this.#set(timer)
    return () => {
      this.#timers.delete(timer)
      timer.cancel()
    }
  }

  #set(timer: Timer): void {
    timer.cancel()
    // Whole milliseconds, as timers count: a call that came too early would find nothing due.
    const left = Math.ceil(Math.max(0, timer.due - this.time()) / this.speed)
    timer.cancel = this.#base.after(left, () => {
      this.#timers.delete(timer)
      timer.call()
    })
  }

  #stretchFrom(isBegun: (stretch: Stretch) => boolean): Stretch {
    return this.#stretches.find(isBegun) ?? (this.#stretches.at(-1) as Stretch)
  }
}

/** The last time that RFC 3339 can write, in milliseconds since 1970. */
export const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)

/** A time as the API writes it: RFC 3339 in whole seconds, UTC. */
export const timestamp = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z')
