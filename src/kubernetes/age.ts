const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

interface Step {
  /** The step holds for durations shorter than this, in milliseconds. */
  below: number
  unit: [name: string, ms: number]
  /** The second, smaller unit; kubectl leaves it out when it is zero. */
  rest?: [name: string, ms: number]
}

/** Where kubectl changes units: apimachinery's duration.HumanDuration, checked against a live cluster. */
const steps: readonly Step[] = [
  {below: 2 * MINUTE, unit: ['s', SECOND]},
  {below: 10 * MINUTE, unit: ['m', MINUTE], rest: ['s', SECOND]},
  {below: 3 * HOUR, unit: ['m', MINUTE]},
  {below: 8 * HOUR, unit: ['h', HOUR], rest: ['m', MINUTE]},
  {below: 2 * DAY, unit: ['h', HOUR]},
  {below: 8 * DAY, unit: ['d', DAY], rest: ['h', HOUR]},
  {below: 2 * YEAR, unit: ['d', DAY]},
  {below: 8 * YEAR, unit: ['y', YEAR], rest: ['d', DAY]},
  {below: Number.POSITIVE_INFINITY, unit: ['y', YEAR]},
]

/**
 * A duration in kubectl's words: `119s`, `9m59s`, `179m`, `7h59m`, `47h`, `7d23h`, `729d`, `2y3d`.
 *
 * @param ms milliseconds. Clocks differ a little between machines, so up to two seconds below zero still read `0s`;
 *   anything earlier is `<invalid>`.
 */
export function humanDuration(ms: number): string {
  if (ms <= -2 * SECOND) return '<invalid>'
  const step = steps.find(({below}) => ms < below)
  if (!step) return '<invalid>'
  const [name, unitMs] = step.unit
  const elapsed = Math.max(ms, 0)
  const whole = `${Math.floor(elapsed / unitMs)}${name}`
  if (!step.rest) return whole
  const [restName, restMs] = step.rest
  const rest = Math.floor((elapsed % unitMs) / restMs)
  return rest === 0 ? whole : `${whole}${rest}${restName}`
}

/**
 * kubectl's AGE: how long before `now` (milliseconds since the epoch) `timestamp` (RFC 3339) lies;
 * `<unknown>` when the object has none.
 */
export function age(timestamp: string | null | undefined, now: number): string {
  return timestamp ? humanDuration(now - Date.parse(timestamp)) : '<unknown>'
}

/** How long something took from `start` to `end` (both RFC 3339), or has taken until `now` when it has no end yet. */
export function durationBetween(start: string, end: string | null | undefined, now: number): string {
  return humanDuration((end ? Date.parse(end) : now) - Date.parse(start))
}
