import {formatFailure} from '../../printers/failure.ts'
import type {Paint, Symbols} from '../../printers/style.ts'
import {markedLine, stepLine} from './line.ts'
import type {Reporter, StepEvent} from './reporter.ts'

/** A step that ends sooner than this says nothing before its end, in ms. */
const QUIET_START_MS = 1000
/** The longest silence in a pipe, in ms; CI systems end jobs that say nothing. */
const HEARTBEAT_MS = 30_000

/** Append-only lines with the time of day, for pipes and CI logs. */
export const createPlainReporter = (write: (text: string) => unknown, symbols: Symbols, paint: Paint): Reporter => {
  let current: (StepEvent & {since: number; announced: boolean}) | undefined
  let timer: NodeJS.Timeout | undefined
  const style = {symbols, paint, width: Number.POSITIVE_INFINITY}
  const line = (event: StepEvent): void =>
    void write(`${new Date().toTimeString().slice(0, 8)}${stepLine(event, style)}\n`)

  const wakeAfter = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(announce, ms)
  }
  const announce = (): void => {
    if (!current) return
    wakeAfter(HEARTBEAT_MS)
    current.announced = true
    line({...current, elapsedMs: performance.now() - current.since})
  }
  return {
    show(event) {
      if (event.event === 'start' || event.event === 'undo') {
        current = {...event, since: performance.now() - event.elapsedMs, announced: false}
        wakeAfter(QUIET_START_MS)
      } else if (event.event === 'progress') {
        if (!current || current.detail === event.detail) return
        current.detail = event.detail
        if (current.announced || event.elapsedMs >= QUIET_START_MS) announce()
      } else {
        clearTimeout(timer)
        current = undefined
        line(event)
      }
    },
    say: (text, mark) => void write(`${markedLine(text, mark, style)}\n`),
    note: (text, mark) => void write(`${mark ? markedLine(text, mark, style) : text}\n`),
    fail(failure) {
      clearTimeout(timer)
      write(formatFailure(failure, symbols, paint))
    },
    close: () => clearTimeout(timer),
  }
}
