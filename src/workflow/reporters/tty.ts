import {formatFailure} from '../../printers/failure.ts'
import type {Paint, Symbols} from '../../printers/style.ts'
import {markedLine, stepLine} from './line.ts'
import type {Reporter, StepEvent} from './reporter.ts'

const FRAME_MS = 100
const CLEAR_LINE = '\r\u001B[2K'

/** A terminal: its width may change at any time. */
export interface Terminal {
  columns?: number | undefined
  write(text: string): unknown
}

/**
 * Finished steps stay as lines; the step under way is one live line below them, redrawn in place. Since only ever one
 * line is redrawn, a narrow or scrolling window breaks nothing, and the cursor is never hidden. A window that shrinks
 * while a step runs leaves a piece of the old line above the new one.
 */
export const createTtyReporter = (terminal: Terminal, symbols: Symbols, paint: Paint): Reporter => {
  let live: (StepEvent & {since: number}) | undefined
  let frame = 0
  let timer: NodeJS.Timeout | undefined
  const style = () => ({symbols, paint, width: Math.max(20, terminal.columns || 80)})

  const draw = (): void => {
    if (!live) return
    const elapsedMs = performance.now() - live.since
    const spinner = symbols.spinner[frame % symbols.spinner.length]
    terminal.write(CLEAR_LINE + stepLine({...live, elapsedMs}, {...style(), width: style().width - 1}, spinner))
  }
  const begin = (event: StepEvent): void => {
    live = {...event, since: performance.now() - event.elapsedMs}
    timer ??= setInterval(() => {
      frame += 1
      draw()
    }, FRAME_MS)
    draw()
  }
  const end = (): void => {
    clearInterval(timer)
    timer = undefined
    if (live) terminal.write(CLEAR_LINE)
    live = undefined
  }
  const above = (text: string): void => {
    terminal.write(`${live ? CLEAR_LINE : ''}${text}\n`)
    draw()
  }
  return {
    show(event) {
      if (event.event === 'start' || event.event === 'undo') return begin(event)
      if (event.event === 'progress') {
        if (live) live.detail = event.detail
        return draw()
      }
      end()
      terminal.write(`${stepLine(event, style())}\n`)
    },
    say: (text, mark) => above(markedLine(text, mark, {symbols, paint})),
    note: (text, mark) => above(mark ? markedLine(text, mark, {symbols, paint}) : text),
    fail(failure) {
      end()
      terminal.write(formatFailure(failure, symbols, paint))
    },
    close: end,
  }
}
