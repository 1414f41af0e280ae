import {type Line, renderLine} from '../../printers/advice.ts'
import {formatElapsed} from '../../printers/elapsed.ts'
import {inSymbols, oneLine, type Paint, type Symbols, type Tone, truncate} from '../../printers/style.ts'
import {columnsOf, wrapLine} from '../../text/wrap.ts'
import type {StepEvent} from './reporter.ts'

const TITLE_WIDTH = 20
const DETAIL_WIDTH = 44
const ELAPSED_WIDTH = 7
/** In fewer columns than this, titles are not padded: every column is needed for what is waited for. */
const NARROW = 60
/** As much of a detail as is shown, in characters. */
const MAX_DETAIL = 400
/** In fewer columns than this, a detail stands below its step. */
const LEAST_ROOM = 20

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

/** Lines of a note, in which any name may stand: none of them breaks a line. @param width columns that words may take */
export const plainLines = (text: Line | readonly Line[], width: number): string =>
  [text]
    .flat()
    .flatMap(line => renderLine(line, width))
    .join('\n')

/** Lines that narrate, with a mark in front of the first where it has one. */
export const markedLines = (
  text: Line | readonly Line[],
  mark: 'ok' | 'warn' | undefined,
  {symbols, paint, width}: LineStyle,
): string => {
  const shown = inSymbols(plainLines(text, mark ? width - 2 : width), symbols)
  return mark ? `${paint(mark, symbols[mark])} ${shown}` : shown
}

/** A text cut to `width` columns; a URL is left out whole, for a piece of it leads elsewhere. */
const cut = (text: string, width: number, more: string): string => {
  const short = truncate(text, width, more)
  if (short === text || !/https?:\S*$/.test(short)) return short
  return truncate(`${short.replace(/https?:\S*$/, '')}${more}`, width, more)
}

/** What a step's line is made of, and the columns that its detail may take. */
const partsOf = (step: StepEvent, {symbols, paint, width}: LineStyle, symbol?: string) => {
  const mark = lineMark(step)
  const title = oneLine(step.task).padEnd(width < NARROW ? 0 : TITLE_WIDTH)
  return {
    mark: paint(mark.tone, symbol ?? symbols[mark.symbol]),
    title,
    detail: inSymbols(oneLine(step.detail), symbols),
    elapsed: step.event === 'skip' ? '' : formatElapsed(step.elapsedMs),
    room: Math.max(0, width - 5 - title.length - ELAPSED_WIDTH),
  }
}

/** A text with blanks behind it, up to `width` columns. */
const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columnsOf(text)))

/** One line a step: symbol, title, detail, elapsed. Never longer than the width, never with a trailing blank. */
export const stepLine = (step: StepEvent, style: LineStyle, symbol?: string): string => {
  const {more} = style.symbols
  const {mark, title, detail, elapsed, room} = partsOf(step, style, symbol)
  const shown = cut(detail, Math.min(room, MAX_DETAIL), more)
  const text = `${title} ${padTo(shown, Math.min(DETAIL_WIDTH, room))}${elapsed.padStart(ELAPSED_WIDTH)}`
  const fitted = truncate((room > 0 ? text : title).trimEnd(), Math.max(1, style.width - 3), more)
  return ` ${mark} ${fitted}`
}

/** A step that is over: as `stepLine`, and what its line has no room for stands below, broken at blanks. */
export const finishedLines = (step: StepEvent, style: LineStyle): string => {
  const {title, detail, room} = partsOf(step, style)
  const text = cut(detail, MAX_DETAIL, style.symbols.more)
  if (columnsOf(text) <= room) return stepLine(step, style)
  const [first = '', ...rest] = wrapLine(text, room)
  const below = ' '.repeat(4 + title.length)
  if (room >= LEAST_ROOM && [first, ...rest].every(line => columnsOf(line) <= room))
    return [stepLine({...step, detail: first}, style), ...rest.map(line => below + line)].join('\n')
  const lines = wrapLine(text, style.width - 5).map(line => `     ${line}`)
  return [stepLine({...step, detail: ''}, style), ...lines].join('\n')
}
