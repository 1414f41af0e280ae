import {type Advice, commandText} from '../errors/advice.ts'
import type {Verbatim} from '../text/verbatim.ts'
import {visibleLine} from '../text/visible.ts'
import {wrapLine} from '../text/wrap.ts'

/** Advice under its label: `Fix`, `Then`, `next`. */
export interface Advised {
  label: string
  advice: readonly Advice[]
}

/** A line of ours: words, which are wrapped at their blanks; advice; or what is printed as it is. */
export type Line = string | Advised | Verbatim

/** A remark as it stands above its command. */
const remark = (comment: string): string => (/[.:?!]$/.test(comment) ? comment : `${comment}:`)

/**
 * Advice as it is copied: a command has a line of its own, however wide, and a remark stands above it. A shell would take
 * a remark behind a command for arguments: an interactive zsh knows no comments.
 */
const adviceLines = (advice: Advice, width: number): string[] => {
  if (typeof advice === 'string') return wrapLine(visibleLine(advice), width, '  ')
  const command = visibleLine(commandText(advice))
  if (advice.comment === undefined) return [command]
  return [...wrapLine(visibleLine(remark(advice.comment)), width), `  ${command}`]
}

/**
 * The label, and the advice below it, indented by two columns; nothing where there is no advice. One sentence alone
 * stands behind the label.
 * @param width columns that a line of words may take
 */
export const adviceBlock = ({label, advice}: Advised, width = Number.POSITIVE_INFINITY): string[] => {
  const [only] = advice
  if (only === undefined) return []
  if (advice.length === 1 && typeof only === 'string') return wrapLine(`${label}: ${visibleLine(only)}`, width, '  ')
  return [`${label}:`, ...advice.flatMap(one => adviceLines(one, width - 2)).map(line => `  ${line}`)]
}

/**
 * Words on lines of at most `width` columns, which no name in them breaks; what is wrapped goes on below their beginning,
 * two columns further in.
 */
export const renderWords = (text: string, width: number): string[] =>
  wrapLine(visibleLine(text), width, `${/^ */.exec(text)?.[0] ?? ''}  `)

/** What a line of ours is printed as. @param width columns that words may take: Infinity in a pipe */
export const renderLine = (line: Line, width: number): string[] => {
  if (typeof line === 'string') return renderWords(line, width)
  if ('verbatim' in line) return [visibleLine(line.verbatim)]
  return adviceBlock(line, width - 2).map(text => `  ${text}`)
}

/** Advice as programs read it: a sentence has no command. */
export const adviceData = (advice: Advice): {command?: string; comment?: string} => {
  if (typeof advice === 'string') return {comment: advice}
  return {command: commandText(advice), ...(advice.comment !== undefined && {comment: advice.comment})}
}
