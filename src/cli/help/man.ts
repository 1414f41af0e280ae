import {pageOf} from './help.ts'
import {type Block, type Row, wrap} from './layout.ts'
import type {HelpContext} from './manifest.ts'

/** What a man page is made of beside the page that `--help` prints. */
export interface ManContext extends Omit<HelpContext, 'width'> {
  /** Of the program: `0.1.0`. */
  version: string
  /** `2026-11-29`. */
  date: string
}

const PROGRAM = 'kubectl-kubia'
/** Of a line of text before it is escaped, in characters: mandoc -T lint minds more than 80 afterwards. */
const LINE = 66

/** The name of a man page without its section: `kubectl-kubia-config-print`. @param id undefined for the page of all */
export const manName = (id: string | undefined): string =>
  [PROGRAM, ...(id === undefined ? [] : id.split(':'))].join('-')

/**
 * A line of text for roff: a backslash and a hyphen are escaped, so is a control character at the beginning.
 * Source: man(7) and roff(7) of mandoc.
 */
const toRoff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')

/** A sentence as a fragment. */
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/** A text in lines of the source, which mandoc wants to be short; they are filled again where they are shown. */
const text = (words: string): string[] => wrap(words, LINE).map(toRoff)

const heading = (title: string): string => `.SH ${toRoff(title.toUpperCase())}`

const copied = (lines: readonly string[]): string[] => ['.nf', ...lines.map(toRoff), '.fi']

const row = ([label, words]: Row): string[] => ['.TP', `\\fB${toRoff(label.trim())}\\fR`, ...text(words)]

const body = (block: Block): string[] => {
  if ('lines' in block) return copied(block.lines)
  if ('rows' in block) return block.rows.flatMap(row)
  return text(block.text)
}

const isEmpty = (block: Block): boolean => {
  if ('lines' in block) return block.lines.length === 0
  return 'rows' in block ? block.rows.length === 0 : block.text.trim() === ''
}

/** Paragraphs and rows without a heading, the first of them without a request for a new paragraph. */
const described = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block, at) => [...(at > 0 && !('rows' in block) ? ['.PP'] : []), ...body(block)])

/**
 * A man page in roff's man macros, from what `--help` prints.
 * @param id a command's or a group's; undefined for the page of all
 */
export const manPage = (id: string | undefined, context: ManContext): string => {
  const blocks = pageOf(id, context).filter(block => !isEmpty(block))
  const [first, ...texts] = blocks.filter(({title}) => title === undefined)
  const summary = first && 'text' in first ? first.text.replace(/\.$/, '') : ''
  const usage = blocks.filter(({title}) => title === 'Usage')
  const titled = blocks.filter(({title}) => title !== undefined && title !== 'Usage')
  const name = manName(id)
  const short = id === undefined ? 'a kubectl plugin for local Kubernetes clusters' : lowerFirst(summary)
  const description = id === undefined && first ? [first, ...texts] : texts
  return [
    `.\\" A page of ${PROGRAM}.`,
    `.TH ${toRoff(name.toUpperCase())} 1 ${context.date} "${PROGRAM} ${context.version}"`,
    ...[heading('Name'), ...text(`${name} - ${short}`)],
    ...(usage.length > 0 ? [heading('Synopsis'), ...usage.flatMap(body)] : []),
    ...(description.length > 0 ? [heading('Description'), ...described(description)] : []),
    ...titled.flatMap(block => [heading(block.title ?? ''), ...body(block)]),
    ...[heading('See also'), id === undefined ? '.BR kubectl (1)' : `.BR ${toRoff(manName(undefined))} (1)`],
    '',
  ].join('\n')
}
