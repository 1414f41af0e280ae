const formats = new Map<string, Intl.DateTimeFormat>()

/** So many time zones are kept in mind: the data base has fewer. */
const MOST_ZONES = 1000

/** @throws RangeError where there is no such time zone */
const formatOf = (zone: string): Intl.DateTimeFormat => {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    if (formats.size < MOST_ZONES) formats.set(zone, format)
  }
  return format
}

/** Whether the IANA data base has the time zone. */
export const isTimeZone = (zone: string): boolean => {
  // An offset such as +01:00 is none, though ECMAScript takes it.
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

/** What the clocks of a time zone show at an instant, as if it were UTC. @param instant ms since 1970 */
export const localTime = (instant: number, zone: string): number => {
  if (zone === 'UTC') return instant
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({type, value}) => [type, Number(value)]),
  )
  const {year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0} = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/**
 * The first instant at which the clocks of a time zone show this; undefined for an hour that a spring leaves out.
 * @param local as if it were UTC, in whole minutes
 */
export const instantOf = (local: number, zone: string): number | undefined => {
  const offsets = [-86_400_000, 0, 86_400_000].map(days => localTime(local + days, zone) - (local + days))
  const instants = [...new Set(offsets)].map(offset => local - offset).toSorted((a, b) => a - b)
  return instants.find(instant => localTime(instant, zone) === local)
}
