import {wrapLine} from '../text/wrap.ts'
import {printValue} from './output.ts'
import {oneLine, type Paint} from './style.ts'

/** Something that happened, as it is printed. */
export interface PrintedMoment {
  /** When it came first and last, in ms since the epoch. */
  time: number
  last: number
  times: number
  sentence: string
  object: string
  type: string
}

export type EventsFormat = 'json' | 'yaml'

/** The time of day, and in front of it the day where it is another one than today. @param now ms since the epoch */
const clock = (time: number, now: number): string => {
  const [date, today] = [new Date(time), new Date(now)]
  const day = (of: Date): string =>
    [of.getFullYear(), of.getMonth() + 1, of.getDate()].map(part => String(part).padStart(2, '0')).join('-')
  const text = date.toTimeString().slice(0, 8)
  return day(date) === day(today) ? text : `${day(date)} ${text}`
}

/** A moment as a line: when, and what happened. @param now ms since the epoch */
export const momentLine = ({time, last, times, sentence}: PrintedMoment, now: number): string => {
  const often = times > 1 ? ` (${times} times until ${clock(last, now)})` : ''
  return `${clock(time, now)}  ${oneLine(sentence)}${often}`
}

/** Moments, a line each, those of trouble marked. @param width columns of the screen; infinite in a pipe */
export const printMoments = (
  moments: readonly PrintedMoment[],
  {now, width, paint}: {now: number; width: number; paint: Paint},
): string =>
  moments
    .flatMap(moment => {
      const line = momentLine(moment, now)
      const lines = wrapLine(line, width, ' '.repeat(clock(moment.time, now).length + 2))
      return moment.type === 'Warning' ? lines.map(text => paint('warn', text)) : lines
    })
    .join('\n')

/** The same as one object. */
export const printMomentsObject = (
  namespace: string,
  moments: readonly PrintedMoment[],
  format: EventsFormat,
): string => {
  const events = moments.map(({time, last, times, sentence, object, type}) => ({
    time: new Date(time).toISOString(),
    last: new Date(last).toISOString(),
    times,
    sentence,
    object,
    type,
  }))
  return printValue({namespace, events}, format)
}
