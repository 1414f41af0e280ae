import {visibleLine} from '../text/visible.ts'
import {wrapLine} from '../text/wrap.ts'
import type {Paint} from './style.ts'
import {tonesOfRow} from './tones.ts'

/** One column of a table: its heading and the cell it makes of a row. */
export interface Column<Row> {
  /** As printed: capitals. */
  name: string
  /** Shown only with `-o wide`. */
  wide?: boolean
  value(row: Row): string | number
}

export interface TableOptions {
  wide?: boolean
  noHeaders?: boolean
  /** How wide columns were so far: further rows stand below them, and widen them. */
  widths?: number[] | undefined
  /** Columns that a line may take: rows that are longer go on below themselves, indented. Any number, if not given. */
  width?: number | undefined
  /** Colours what is wrong; without it the table is plain. */
  paint?: Paint | undefined
}

export interface Layout {
  /** Blanks between a cell and the next column. */
  padding: number
  /** The least width of a column, its padding included. */
  minWidth: number
  /** Blanks before each line. */
  indent?: number
}

/** How `kubectl get` sets its tables; a column of single letters is six wide, not four. */
export const getLayout: Layout = {padding: 3, minWidth: 6}

/** As many rows are text at once: of 100,000 rows, all cells and lines would be more than the rows themselves. */
const ROWS_A_PIECE = 1000

/**
 * A table as `kubectl get` prints it, in pieces of whole lines: one line a row under the columns' names, each line ending
 * in a newline. The last column is not padded. Linear in the number of cells; those of several pieces are asked for twice,
 * since the first piece is as wide as the last one asks.
 */
export function* tablePieces<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {wide = false, noHeaders = false, paint, widths: before, width}: TableOptions = {},
): Generator<string> {
  const shown = columns.filter(column => wide || !column.wide)
  const names = shown.map(column => column.name)
  const widths = before ?? []
  if (!noHeaders || before) widen(widths, [names])
  const cellsFrom = (start: number): string[][] =>
    rows.slice(start, start + ROWS_A_PIECE).map(row => shown.map(column => String(column.value(row))))
  // A piece is measured as it is set: one alone needs no look before.
  if (rows.length > ROWS_A_PIECE)
    for (let start = 0; start < rows.length; start += ROWS_A_PIECE)
      widen(
        widths,
        cellsFrom(start).map(row => row.map(oneLine)),
      )
  const style = paint && ((row: readonly string[]) => paintCells(paint, names, row))
  for (let start = 0; start === 0 || start < rows.length; start += ROWS_A_PIECE) {
    const cells = cellsFrom(start)
    yield alignColumns(start > 0 || noHeaders ? cells : [names, ...cells], getLayout, {style, widths, width})
  }
}

/** The same in one text. */
export const printTable = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions = {},
): string => [...tablePieces(columns, rows, options)].join('')

const paintCells = (paint: Paint, names: readonly string[], cells: readonly string[]): string[] => {
  const tones = tonesOfRow(names, cells)
  return cells.map((cell, index) => {
    const tone = tones[index]
    return tone ? paint(tone, cell) : cell
  })
}

interface AlignOptions {
  /** Makes the cells of a row that are printed; they take the width of the plain ones. */
  style?: ((cells: readonly string[]) => readonly string[]) | undefined
  /** The least widths of the columns; brought up to date. */
  widths?: number[] | undefined
  /** Columns that a line may take: what does not fit goes on below, indented, broken between cells alone. */
  width?: number | undefined
}

/** What a row's further lines are indented by. */
const FOLD_INDENT = 2

/** The cells that begin a further line of each row, by their index: those that the line before has no room for. */
const foldsAt = (widths: readonly number[], blockOf: (index: number) => number, most: number): ReadonlySet<number> => {
  const folds = new Set<number>()
  let used = 0
  for (const [index, width] of widths.entries()) {
    if (index > 0 && used + width > most) {
      folds.add(index)
      used = FOLD_INDENT
    }
    used += blockOf(index)
  }
  return folds
}

/** The last cell of a row, on further lines below its beginning where it is too long. @param before columns that are taken */
const wrapped = (cell: string, before: number, most: number): string =>
  before + width(cell) <= most ? cell : wrapLine(cell, most - before).join(`\n${' '.repeat(before)}`)

/**
 * Lines of cells as text in aligned columns, without trailing blanks. A cell takes the width that it shows.
 */
export const alignColumns = (
  rows: readonly (readonly string[])[],
  {padding, minWidth, indent = 0}: Layout,
  {style = cells => cells, widths = [], width: most = Number.POSITIVE_INFINITY}: AlignOptions = {},
): string => {
  const lines = rows.map(row => row.map(oneLine))
  widen(widths, lines)
  const blockOf = (index: number): number => Math.max((widths[index] ?? 0) + padding, minWidth)
  const folds = foldsAt(widths, blockOf, most - indent)
  const margin = ' '.repeat(indent)
  let text = ''
  for (const line of lines) {
    let row = margin
    let before = indent
    const styled = style(line)
    for (const [index, cell] of line.entries()) {
      if (folds.has(index)) {
        if (row.trim() !== '') text += `${row.trimEnd()}\n`
        row = margin + ' '.repeat(FOLD_INDENT)
        before = indent + FOLD_INDENT
      }
      const isLast = index === line.length - 1
      const shown = styled[index] ?? cell
      const blanks = isLast ? 0 : blockOf(index) - width(cell)
      row += isLast && shown === cell ? wrapped(cell, before, most) : shown + ' '.repeat(blanks)
      before += blockOf(index)
    }
    if (folds.size === 0 || row.trim() !== '') text += `${row.trimEnd()}\n`
  }
  return text
}

/** Widens columns to what some lines need. */
const widen = (widths: number[], lines: readonly (readonly string[])[]): void => {
  for (const line of lines)
    for (const [index, cell] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, width(cell))
}

/** kubectl counts code points, not terminal cells, so wide characters shift its columns; ours shift alike. */
const width = (cell: string): number => (/[\ud800-\udbff]/.test(cell) ? [...cell].length : cell.length)

/** A cell ends at its first line break, as in kubectl's tables, and cannot send anything to the terminal but text. */
const oneLine = (cell: string): string => {
  const end = cell.search(/[\n\r\f]/)
  return visibleLine(end < 0 ? cell : `${cell.slice(0, end)}...`)
}
