import {wrapLine} from '../../text/wrap.ts'

/** How far labels are indented, and the blanks between a label and its text. */
const INDENT = 2
const GAP = 2
/** Where texts begin at most, as a part of the width: a longer label stands on a line of its own. */
const LABEL_SHARE = 0.36

/** A label, and what is said of it. */
export type Row = readonly [label: string, text: string]

/** Text in lines of at most so many columns, broken at blanks; a word that is longer stands alone. */
export const wrap = (text: string, width: number): string[] => {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line === '' ? [] : wrapLine(line, width)
}

/** The column at which the texts of rows begin: behind the longest label that leaves room for them. */
export const textColumn = (rows: readonly Row[], width: number): number => {
  const ends = rows.map(([label]) => INDENT + label.length + GAP)
  return Math.max(INDENT + 2 * GAP, ...ends.filter(end => end <= width * LABEL_SHARE))
}

/** Rows as lines: a text beside its label, or below it where the label is too long for that. */
export const layRows = (rows: readonly Row[], width: number, column = textColumn(rows, width)): string[] =>
  rows.flatMap(([label, text]) => {
    const head = ' '.repeat(INDENT) + label
    const isBeside = head.length + GAP <= column
    const [first = '', ...rest] = wrap(text, width - column)
    if (first === '') return [head]
    const below = (isBeside ? rest : [first, ...rest]).map(line => ' '.repeat(column) + line)
    return isBeside ? [head.padEnd(column) + first, ...below] : [head, ...below]
  })

/** A heading with its lines; nothing where there are none. */
export const section = (title: string, lines: readonly string[]): string[][] =>
  lines.length === 0 ? [] : [[`${title}:`, ...lines]]

/** Blocks of lines with an empty line between them. */
export const joinBlocks = (blocks: readonly (readonly string[])[]): string =>
  `${blocks.map(block => block.join('\n')).join('\n\n')}\n`
