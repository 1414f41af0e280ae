import {formatElapsed} from '../../printers/elapsed.ts'
import {formatFailure} from '../../printers/failure.ts'
import type {Paint, Symbols} from '../../printers/style.ts'
import type {Wait} from '../../process/waits.ts'
import {markedLines, plainLines, stepLine} from './line.ts'
import type {Reporter, StepEvent} from './reporter.ts'
import {runTasks} from './run-tasks.ts'

/** A step that ends sooner than this says nothing before its end, in ms. */
const QUIET_START_MS = 1000
/** The longest silence in a pipe, in ms; CI systems end jobs that say nothing. */
const HEARTBEAT_MS = 30_000

/** A step at work, when it began, and the timer of its next line. */
interface Running extends StepEvent {
  since: number
  announced: boolean
  timer?: NodeJS.Timeout
}

/**
 * Append-only lines with the time of day, for pipes and CI logs: a line a step, however wide.
 * @param width columns that other words may take
 */
export const createPlainReporter = (
  write: (text: string) => unknown,
  symbols: Symbols,
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): Reporter => {
  const running = new Map<string, Running>()
  const style = {symbols, paint, width}
  const line = (event: StepEvent): void =>
    void write(
      `${new Date().toTimeString().slice(0, 8)}${stepLine(event, {...style, width: Number.POSITIVE_INFINITY})}\n`,
    )

  const wakeAfter = (step: Running, ms: number): void => {
    clearTimeout(step.timer)
    step.timer = setTimeout(() => announce(step), ms)
  }
  const announce = (step: Running): void => {
    wakeAfter(step, HEARTBEAT_MS)
    step.announced = true
    line({...step, elapsedMs: performance.now() - step.since})
  }
  let shown: string | undefined
  let shownAt = Number.NEGATIVE_INFINITY
  let waitTimer: NodeJS.Timeout | undefined
  /** A wait has a line at its beginning and one after each 30 s; so have those for the same thing that follow it. */
  const wait = (current: Wait | undefined): void => {
    clearTimeout(waitTimer)
    if (!current) return
    const now = performance.now()
    if (current.what !== shown || now - shownAt >= HEARTBEAT_MS) {
      write(`waiting for ${current.what} (${formatElapsed(now - current.since).trim()})\n`)
      shown = current.what
      shownAt = now
    }
    waitTimer = setTimeout(() => wait(current), HEARTBEAT_MS - (performance.now() - shownAt))
  }
  const stop = (): void => {
    clearTimeout(waitTimer)
    for (const {timer} of running.values()) clearTimeout(timer)
  }
  const show = (event: StepEvent): void => {
    const step = running.get(event.task)
    if (event.event === 'start' || event.event === 'undo') {
      const begun = {...event, since: performance.now() - event.elapsedMs, announced: false}
      running.set(event.task, begun)
      wakeAfter(begun, QUIET_START_MS)
    } else if (event.event === 'progress') {
      if (!step || step.detail === event.detail) return
      step.detail = event.detail
      if (step.announced || event.elapsedMs >= QUIET_START_MS) announce(step)
    } else {
      clearTimeout(step?.timer)
      running.delete(event.task)
      line(event)
    }
  }
  return {
    run: tasks => runTasks(tasks, show),
    show,
    say: (text, mark) => void write(`${markedLines(text, mark, style)}\n`),
    note: (text, mark) => void write(`${mark ? markedLines(text, mark, style) : plainLines(text, style.width)}\n`),
    wait,
    fail(failure) {
      stop()
      write(formatFailure(failure, symbols, paint, style.width))
    },
    close: stop,
  }
}
