import {styleText} from 'node:util'
import {visibleLine} from '../text/visible.ts'

/** What style decisions need to know about a stream. */
export interface StyledStream {
  isTTY?: boolean | undefined
  columns?: number | undefined
}

/** How many columns a line may take: a terminal's, of which 80 are taken for unknown ones; infinitely many in a pipe. */
export const widthOf = ({isTTY, columns}: StyledStream): number => (isTTY ? columns || 80 : Number.POSITIVE_INFINITY)

export interface Symbols {
  ok: string
  fail: string
  warn: string
  skip: string
  undo: string
  start: string
  more: string
  separator: string
  arrow: string
  bar: string
  spinner: readonly string[]
}

const UNICODE: Symbols = {
  ok: '✔',
  fail: '✖',
  warn: '⚠',
  skip: '↷',
  undo: '↺',
  start: '▸',
  more: '…',
  separator: '·',
  arrow: '→',
  bar: '█',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
}
const ASCII: Symbols = {
  ok: '+',
  fail: 'x',
  warn: '!',
  skip: '-',
  undo: '<',
  start: '>',
  more: '...',
  separator: '-',
  arrow: '->',
  bar: '#',
  spinner: ['|', '/', '-', '\\'],
}

/** Symbols that this terminal can show: ASCII on a Linux console, a dumb terminal and in a locale that is not UTF-8. */
export const chooseSymbols = (env: NodeJS.ProcessEnv = process.env): Symbols => {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  const plainLocale = locale !== undefined && locale !== '' && !/utf-?8/i.test(locale)
  return env['TERM'] === 'linux' || env['TERM'] === 'dumb' || plainLocale ? ASCII : UNICODE
}

export type Tone = 'ok' | 'fail' | 'warn' | 'skip' | 'undo' | 'dim' | 'bold'
const FORMATS = {
  ok: 'green',
  fail: 'red',
  warn: 'yellow',
  skip: 'cyan',
  undo: 'yellow',
  dim: 'dim',
  bold: 'bold',
} as const

/** Whether a stream shows colours: FORCE_COLOR and NO_COLOR decide first, then whether it is a capable terminal. */
export const showsColour = (stream: StyledStream, env: NodeJS.ProcessEnv = process.env): boolean => {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (env['NO_COLOR']) return false
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

/** Colours a text where the stream shows colours; meaning never rests on colour alone. */
export type Paint = (tone: Tone, text: string) => string

export const createPaint = (stream: StyledStream, env: NodeJS.ProcessEnv = process.env): Paint =>
  showsColour(stream, env) ? (tone, text) => styleText(FORMATS[tone], text, {validateStream: false}) : (_, text) => text

/** Text from another program or from a user as one harmless line: blanks for line breaks, other controls as text. */
export const oneLine = (text: string): string => visibleLine(text.replaceAll(/\s+/g, ' ').trim())

/** A text of ours with the signs between its parts as this terminal can show them. */
export const inSymbols = (text: string, {separator, more, arrow}: Symbols): string =>
  text.replaceAll('·', separator).replaceAll('…', more).replaceAll('→', arrow)

/** Characters that take two columns: East Asian ones and emoji. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Emoji_Presentation}/u

const columnsOf = (character: string): number => (WIDE.test(character) ? 2 : 1)

/** A plain text cut to `width` columns, with an ellipsis where something was cut. */
export const truncate = (text: string, width: number, more: string): string => {
  const characters = [...text]
  const fitting = (limit: number): string => {
    let used = 0
    const end = characters.findIndex(character => {
      used += columnsOf(character)
      return used > limit
    })
    return end === -1 ? text : characters.slice(0, end).join('')
  }
  if (fitting(width) === text) return text
  return width <= more.length ? fitting(width) : fitting(width - more.length) + more
}
