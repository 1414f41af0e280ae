// Schedules as github.com/robfig/cron v3 reads them (ParseStandard), with its messages.

/** The minutes, hours, days of the month, months and days of the week of a schedule. */
export interface Fields {
  minutes: ReadonlySet<number>
  hours: ReadonlySet<number>
  days: ReadonlySet<number>
  months: ReadonlySet<number>
  weekdays: ReadonlySet<number>
  /** Whether one of the two kinds of days is `*`: then both must fit, and otherwise one of them. */
  anyDay: boolean
}

/** Fields of the calendar, or a distance in milliseconds. */
export type Schedule = Fields | {every: number}

/** @throws ScheduleError */
export class ScheduleError extends Error {}

interface Bounds {
  least: number
  most: number
  names?: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const MINUTES: Bounds = {least: 0, most: 59}
const HOURS: Bounds = {least: 0, most: 23}
const DAYS: Bounds = {least: 1, most: 31}
const MONTH: Bounds = {least: 1, most: 12, names: MONTHS}
const WEEKDAY: Bounds = {least: 0, most: 6, names: WEEKDAYS}

const fail = (message: string): never => {
  throw new ScheduleError(message)
}

const wholeNumber = (text: string): number => {
  if (/^[+-]?\d+$/.test(text)) {
    const value = Number(text)
    return value < 0 ? fail(`negative number (${value}) not allowed: ${text}`) : value
  }
  return fail(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
}

const numberOrName = (text: string, {names, least}: Bounds): number => {
  const index = names?.indexOf(text.toLowerCase()) ?? -1
  return index < 0 ? wholeNumber(text) : index + least
}

const isStar = (text: string): boolean => text === '*' || text === '?'

interface Range {
  start: number
  end: number
  step: number
}

const rangeOf = (text: string, bounds: Bounds): Range => {
  const {least, most} = bounds
  const [span = '', step, ...tooMany] = text.split('/')
  const [first = '', last, ...tooManyEnds] = span.split('-')
  if (!isStar(first) && tooManyEnds.length > 0) return fail(`too many hyphens: ${text}`)
  const start = isStar(first) ? least : numberOrName(first, bounds)
  const named = isStar(first) ? most : last === undefined ? start : numberOrName(last, bounds)
  if (tooMany.length > 0) return fail(`too many slashes: ${text}`)
  const by = step === undefined ? 1 : wholeNumber(step)
  // `5/10` is what `5-59/10` is.
  const end = step !== undefined && last === undefined ? most : named
  if (start < least) return fail(`beginning of range (${start}) below minimum (${least}): ${text}`)
  if (end > most) return fail(`end of range (${end}) above maximum (${most}): ${text}`)
  if (start > end) return fail(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (by === 0) return fail(`step of range should be a positive number: ${text}`)
  return {start, end, step: by}
}

const valuesOf = (text: string, bounds: Bounds): Set<number> => {
  const values = new Set<number>()
  for (const part of text.split(',').filter(each => each !== '')) {
    const {start, end, step} = rangeOf(part, bounds)
    for (let value = start; value <= end; value += step) values.add(value)
  }
  return values
}

/** A star with a step is no star. */
const hasStar = (text: string): boolean => text.split(',').some(part => isStar(part) || /^[*?]\/1$/.test(part))

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const UNITS: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000}
const EVERY = '@every '

/** A duration as Go reads it, in whole seconds and not less than one. */
const every = (text: string, descriptor: string): Schedule => {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text))
    return fail(`failed to parse duration ${descriptor}: time: invalid duration ${JSON.stringify(text)}`)
  const milliseconds = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = 's']) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  )
  return {every: Math.max(1000, Math.floor(milliseconds / 1000) * 1000)}
}

/** @throws ScheduleError with what is wrong */
export const parseSchedule = (text: string): Schedule => {
  if (text === '') return fail('empty spec string')
  if (text.startsWith('@')) {
    const known = DESCRIPTORS[text]
    if (known) return parseSchedule(known)
    return text.startsWith(EVERY) ? every(text.slice(EVERY.length), text) : fail(`unrecognized descriptor: ${text}`)
  }
  const fields = text.split(/\s+/).filter(field => field !== '')
  const [minutes, hours, days, months, weekdays] = fields
  if (
    fields.length !== 5 ||
    minutes === undefined ||
    hours === undefined ||
    days === undefined ||
    months === undefined ||
    weekdays === undefined
  )
    return fail(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  return {
    minutes: valuesOf(minutes, MINUTES),
    hours: valuesOf(hours, HOURS),
    days: valuesOf(days, DAYS),
    months: valuesOf(months, MONTH),
    weekdays: valuesOf(weekdays, WEEKDAY),
    anyDay: hasStar(days) || hasStar(weekdays),
  }
}
