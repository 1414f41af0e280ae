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

/** A part of a page: a paragraph, or a heading with lines to copy, a text, or rows. */
export type Block =
  | {text: string; title?: string}
  | {title?: string; lines: readonly string[]}
  /** Rows begin their texts at the column that the labels of `alike` ask for, which are their own where it is not given. */
  | {title?: string; rows: readonly Row[]; alike?: readonly Row[]}

const layBody = (block: Block, width: number): string[] => {
  if ('lines' in block) return block.lines.map(line => ' '.repeat(INDENT) + line)
  if ('rows' in block) return layRows(block.rows, width, textColumn(block.alike ?? block.rows, width))
  if (block.title === undefined) return wrap(block.text, width)
  return wrap(block.text, width - INDENT).map(line => ' '.repeat(INDENT) + line)
}

/** A page for a terminal: its blocks, those that have something, with an empty line between them. @param width in columns */
export const layPage = (blocks: readonly Block[], width: number): string => {
  const laid = blocks.flatMap(block => {
    const body = layBody(block, width)
    if (body.length === 0) return []
    return [[...(block.title === undefined ? [] : [`${block.title}:`]), ...body].join('\n')]
  })
  return `${laid.join('\n\n')}\n`
}
