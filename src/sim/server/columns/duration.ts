// Durations as Kubernetes shortens them for people: two units at most, and one where the second says little
// (apimachinery's util/duration).
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

const two = (milliseconds: number, [big, bigName]: [number, string], [small, smallName]: [number, string]): string => {
  const rest = Math.floor((milliseconds % big) / small)
  return `${Math.floor(milliseconds / big)}${bigName}${rest === 0 ? '' : `${rest}${smallName}`}`
}

/** @param milliseconds a little below zero counts as zero: clocks differ */
export const humanDuration = (milliseconds: number): string => {
  const seconds = Math.trunc(milliseconds / SECOND)
  if (seconds < -1 || Number.isNaN(seconds)) return '<invalid>'
  if (seconds < 0) return '0s'
  const whole = seconds * SECOND
  if (whole < 2 * MINUTE) return `${seconds}s`
  if (whole < 10 * MINUTE) return two(whole, [MINUTE, 'm'], [SECOND, 's'])
  if (whole < 3 * HOUR) return `${Math.floor(whole / MINUTE)}m`
  if (whole < 8 * HOUR) return two(whole, [HOUR, 'h'], [MINUTE, 'm'])
  if (whole < 2 * DAY) return `${Math.floor(whole / HOUR)}h`
  if (whole < 8 * DAY) return two(whole, [DAY, 'd'], [HOUR, 'h'])
  if (whole < 2 * YEAR) return `${Math.floor(whole / DAY)}d`
  if (whole < 8 * YEAR) return two(whole, [YEAR, 'y'], [DAY, 'd'])
  return `${Math.floor(whole / YEAR)}y`
}
