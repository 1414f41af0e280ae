import type {Fields, Schedule} from './parse.ts'
import {instantOf, localTime} from './time-zone.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000
/** A schedule that finds no day in so many never does: the 31st of February. */
const MOST_DAYS = 5 * 366

const isDay = ({months, days, weekdays, anyDay}: Fields, day: Date): boolean => {
  if (!months.has(day.getUTCMonth() + 1)) return false
  const [fits, fitsWeek] = [days.has(day.getUTCDate()), weekdays.has(day.getUTCDay())]
  return anyDay ? fits && fitsWeek : fits || fitsWeek
}

/** The first instant of a day that is later. @param day midnight there, as if it were UTC */
const instantInDay = ({hours, minutes}: Fields, day: number, after: number, zone: string): number | undefined => {
  const [inOrder, minutesInOrder] = [hours, minutes].map(set => [...set].toSorted((a, b) => a - b))
  const shown = localTime(after, zone)
  for (const hour of inOrder ?? []) {
    // An hour that is over is not looked into; two hours are left for clocks that are set back.
    if (day + (hour + 3) * HOUR < shown) continue
    for (const minute of minutesInOrder ?? []) {
      const instant = instantOf(day + hour * HOUR + minute * MINUTE, zone)
      if (instant !== undefined && instant > after) return instant
    }
  }
  return undefined
}

/** The next time of a schedule. @param after ms since 1970 @returns ms since 1970; undefined where there is none */
export const nextTime = (schedule: Schedule, after: number, zone = 'UTC'): number | undefined => {
  if ('every' in schedule) return Math.floor(after / 1000) * 1000 + schedule.every
  const today = Math.floor(localTime(after, zone) / DAY) * DAY
  for (let days = 0; days <= MOST_DAYS; days++) {
    const day = today + days * DAY
    const found = isDay(schedule, new Date(day)) ? instantInDay(schedule, day, after, zone) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** More missed times than this are a sign that a clock is wrong. */
const TOO_MANY = 100

export interface Missed {
  /** The latest time that is not after now; undefined where none has come. */
  latest: number | undefined
  tooMany: boolean
}

/** The times of a schedule between two instants, of which only the latest counts. */
export const missedTimes = (schedule: Schedule, earliest: number, now: number, zone?: string): Missed => {
  const first = nextTime(schedule, earliest, zone)
  if (first === undefined || first > now) return {latest: undefined, tooMany: false}
  const second = nextTime(schedule, first, zone)
  if (second === undefined || second > now) return {latest: first, tooMany: false}
  // What repeats after a distance is not counted one by one.
  const between = second - first
  const about = first + Math.max(0, Math.floor((now - first) / between) - 1) * between
  let latest = first
  for (let time = nextTime(schedule, about - 1, zone), steps = 0; time !== undefined && time <= now; steps++) {
    latest = time
    if (steps > TOO_MANY) return {latest, tooMany: true}
    time = nextTime(schedule, time, zone)
  }
  return {latest, tooMany: (now - first) / between > TOO_MANY}
}
