import {formatElapsed} from '../../printers/elapsed.ts'
import {inSymbols, oneLine, type Paint, type Symbols, type Tone, truncate} from '../../printers/style.ts'
import {visibleLine} from '../../text/visible.ts'
import type {StepEvent} from './reporter.ts'

const TITLE_WIDTH = 20
const DETAIL_WIDTH = 44
const ELAPSED_WIDTH = 7
/** In fewer columns than this, titles are not padded: every column is needed for what is waited for. */
const NARROW = 60

/** The symbol and tone of a step's line. A step that takes something back keeps its own symbol when it succeeds. */
export const lineMark = ({event, undoing}: StepEvent): {symbol: keyof Omit<Symbols, 'spinner'>; tone: Tone} => {
  if (event === 'fail') return {symbol: 'fail', tone: 'fail'}
  if (undoing) return {symbol: 'undo', tone: 'undo'}
  if (event === 'ok') return {symbol: 'ok', tone: 'ok'}
  if (event === 'skip') return {symbol: 'skip', tone: 'skip'}
  return {symbol: 'start', tone: 'dim'}
}

export interface LineStyle {
  symbols: Symbols
  paint: Paint
  /** Columns that a line may take; infinite in a pipe. */
  width: number
}

/** Lines of a note, in which any name may stand: each stays one line, whatever is in it. */
export const plainLines = (text: string | readonly string[]): string => [text].flat().map(visibleLine).join('\n')

/** Lines that narrate, with a mark in front of the first where it has one. */
export const markedLines = (
  text: string | readonly string[],
  mark: 'ok' | 'warn' | undefined,
  {symbols, paint}: Pick<LineStyle, 'symbols' | 'paint'>,
): string => {
  const shown = inSymbols(plainLines(text), symbols)
  return mark ? `${paint(mark, symbols[mark])} ${shown}` : shown
}

/** One line a step: symbol, title, detail, elapsed. Never longer than the width, never with a trailing blank. */
export const stepLine = (step: StepEvent, style: LineStyle, symbol?: string): string => {
  const {symbols, paint, width} = style
  const mark = lineMark(step)
  const title = oneLine(step.task).padEnd(width < NARROW ? 0 : TITLE_WIDTH)
  const detail = inSymbols(oneLine(step.detail), symbols)
  const elapsed = step.event === 'skip' ? '' : formatElapsed(step.elapsedMs)
  const room = Math.max(0, width - 5 - title.length - ELAPSED_WIDTH)
  const shown = truncate(detail, Math.min(room, 400), symbols.more)
  const text = `${title} ${shown.padEnd(Math.min(DETAIL_WIDTH, room))}${elapsed.padStart(ELAPSED_WIDTH)}`
  const fitted = truncate((room > 0 ? text : title).trimEnd(), Math.max(1, width - 3), symbols.more)
  return ` ${paint(mark.tone, symbol ?? symbols[mark.symbol])} ${fitted}`
}
