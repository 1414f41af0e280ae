import {formatElapsed} from '../../printers/elapsed.ts'
import {formatFailure} from '../../printers/failure.ts'
import type {Paint, Symbols} from '../../printers/style.ts'
import {truncate} from '../../printers/style.ts'
import type {Wait} from '../../process/waits.ts'
import {finishedLines, markedLines, plainLines, stepLine} from './line.ts'
import type {Reporter, StepEvent} from './reporter.ts'

const FRAME_MS = 100
const CLEAR_LINE = '\r\u001B[2K'
const LINE_UP = '\u001B[1A'

/** A terminal: its width may change at any time. */
export interface Terminal {
  columns?: number | undefined
  write(text: string): unknown
}

/**
 * Finished steps stay as lines; each step at work is one live line below them, redrawn in place. A live line is never
 * wider than the window, so a narrow or scrolling one breaks nothing, and the cursor is never hidden. A window that
 * shrinks while a step runs leaves a piece of the old line above the new one.
 */
export const createTtyReporter = (terminal: Terminal, symbols: Symbols, paint: Paint): Reporter => {
  const live = new Map<string, StepEvent & {since: number}>()
  let waiting: Wait | undefined
  /** How many live lines are on the screen. The cursor stands in the last one. */
  let drawn = 0
  let frame = 0
  let timer: NodeJS.Timeout | undefined
  const style = () => ({symbols, paint, width: Math.max(20, terminal.columns || 80)})

  const clear = (): string => CLEAR_LINE + `${LINE_UP}${CLEAR_LINE}`.repeat(Math.max(0, drawn - 1))
  const waitLine = ({what, since}: Wait, spinner: string | undefined): string =>
    ` ${spinner} ${truncate(`waiting for ${what} (${formatElapsed(performance.now() - since).trim()})`, style().width - 4, symbols.more)}`
  const draw = (): void => {
    if (live.size === 0 && !waiting) return
    const spinner = symbols.spinner[frame % symbols.spinner.length]
    const {width} = style()
    const lines = [...live.values()].map(step =>
      stepLine({...step, elapsedMs: performance.now() - step.since}, {...style(), width: width - 1}, spinner),
    )
    if (waiting) lines.push(waitLine(waiting, spinner))
    terminal.write(clear() + lines.join('\n'))
    drawn = lines.length
  }
  /** Writes a line above the live ones. */
  const above = (text: string): void => {
    terminal.write(`${drawn > 0 ? clear() : ''}${text}\n`)
    drawn = 0
    draw()
  }
  const begin = (event: StepEvent): void => {
    live.set(event.task, {...event, since: performance.now() - event.elapsedMs})
    animate()
  }
  const animate = (): void => {
    timer ??= setInterval(() => {
      frame += 1
      draw()
    }, FRAME_MS)
    draw()
  }
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  const show = (event: StepEvent): void => {
    if (event.event === 'start' || event.event === 'undo') return begin(event)
    const step = live.get(event.task)
    if (event.event === 'progress') {
      if (step) step.detail = event.detail
      return draw()
    }
    live.delete(event.task)
    if (live.size === 0 && !waiting) stop()
    above(finishedLines(event, style()))
  }
  const wait = (current: Wait | undefined): void => {
    waiting = current
    if (current) return animate()
    if (live.size === 0) stop()
    if (drawn > 0) terminal.write(clear())
    drawn = 0
    draw()
  }
  const end = (): void => {
    stop()
    waiting = undefined
    if (drawn > 0) terminal.write(clear())
    drawn = 0
    live.clear()
  }
  return {
    // Only a terminal needs listr2, which takes its time to load.
    run: async tasks => (await import('./listr.ts')).runList(tasks, show),
    show,
    say: (text, mark) => above(markedLines(text, mark, style())),
    note: (text, mark) => above(mark ? markedLines(text, mark, style()) : plainLines(text, style().width)),
    wait,
    fail(failure) {
      end()
      terminal.write(formatFailure(failure, symbols, paint, style().width))
    },
    close: end,
  }
}
