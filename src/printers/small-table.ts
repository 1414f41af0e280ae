import Table from 'cli-table3'
import {visibleLine} from '../text/visible.ts'
import {columnsOf, wrapLine} from '../text/wrap.ts'

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const

/** How a small table is set. */
export interface SmallTableStyle {
  /** The terminal's columns: a table that is wider becomes a list. Infinite in a pipe. */
  width?: number
  /** Makes the cells of a row that are printed, by the plain ones: colours only. */
  style?: (cells: readonly string[]) => readonly string[]
}

/** Each row as a list of its cells beside their headings, wrapped at words; cells without a text are left out. */
const printList = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  {width, style}: Required<SmallTableStyle>,
): string => {
  const left = Math.max(...headings.map(columnsOf)) + 3
  const blocks = rows.map(row => {
    const styled = style(row)
    return row.map((cell, index) => {
      if (cell === '') return ''
      const heading = (headings[index] ?? '').padEnd(left)
      const [first = '', ...rest] = wrapLine(cell, width - left)
      const shown = rest.length === 0 ? (styled[index] ?? cell) : first
      return [heading + shown, ...rest.map(line => ' '.repeat(left) + line)].map(line => `${line}\n`).join('')
    })
  })
  return blocks.map(lines => lines.join('')).join('\n')
}

/**
 * A small table of our own, in kubectl's manner: capitals, three blanks between columns, no boxes, no trailing blanks.
 * Where the terminal is too narrow for it, each row is a list. For tens of rows; Kubernetes objects go through
 * `printTable`, which is linear. Ends with a newline.
 */
export const printSmallTable = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  {width = Number.POSITIVE_INFINITY, style = cells => cells}: SmallTableStyle = {},
): string => {
  const cells = rows.map(row => row.map(visibleLine))
  const draw = (lines: readonly (readonly string[])[]): string => {
    const table = new Table({chars: NO_BORDERS, style: {head: [], border: [], 'padding-left': 0, 'padding-right': 3}})
    table.push(headings.map(String), ...lines.map(line => [...line]))
    return `${table
      .toString()
      .split('\n')
      .map(line => line.trimEnd())
      .join('\n')}\n`
  }
  const isTooWide = (): boolean =>
    draw(cells)
      .split('\n')
      .some(line => columnsOf(line) > width)
  if (rows.length > 0 && Number.isFinite(width) && isTooWide()) return printList(headings, cells, {width, style})
  return draw(cells.map(style))
}
