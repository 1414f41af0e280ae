import {type CST, isSeq, type Pair, type Scalar, stringify, type YAMLMap, type YAMLSeq} from 'yaml'
import {endOf, isNull, type KubeconfigText, LIST_NAMES, LISTS, type List, pairOf} from './document.ts'

/** What is to become of one file: the content of an entry, undefined takes it out; and the current context. */
export interface FileEdit {
  entries: Record<List, Map<string, Readonly<Record<string, unknown>> | undefined>>
  current?: string
}

/** A part of a text that is replaced. */
interface Splice {
  start: number
  end: number
  text: string
}

/** As YAML that means the same to a reader of YAML 1.1, which kubectl is: `"on"` and `"1:20"` are quoted. */
const toYaml = (value: unknown): string => stringify(value, {version: '1.1', lineWidth: 0, indentSeq: false})

/** The place behind the line that a place is in, or the place itself where its line has just ended. */
const lineEnd = (text: string, place: number): number => {
  if (place > 0 && text[place - 1] === '\n') return place
  const found = text.indexOf('\n', place)
  return found === -1 ? text.length : found + 1
}

const lineStart = (text: string, place: number): number => text.lastIndexOf('\n', place - 1) + 1

/** Writes the splices of one file. */
class Splicer {
  readonly #splices: Splice[] = []
  readonly #text: string
  readonly #eol: string

  constructor(text: string) {
    this.#text = text
    this.#eol = /\r?\n/.exec(text)?.[0] ?? '\n'
  }

  put(start: number, end: number, text: string): void {
    this.#splices.push({start, end, text})
  }

  /** Replaces a scalar; one that goes over lines takes the end of its last line along. */
  putWord(start: number, end: number, word: string): void {
    this.put(start, end, this.#text[end - 1] === '\n' ? word + this.#eol : word)
  }

  /** Replaces whole lines. @param lines with `\n` behind each */
  putLines(start: number, end: number, lines: string, column = 0): void {
    const indented = lines.replaceAll(/^(?=.)/gm, ' '.repeat(column)).replaceAll('\n', this.#eol)
    const joined = start > 0 && this.#text[start - 1] !== '\n' && indented !== '' ? this.#eol : ''
    this.put(start, end, joined + indented)
  }

  toString(): string {
    let [result, from] = ['', 0]
    for (const {start, end, text} of this.#splices.sort((a, b) => a.start - b.start || a.end - b.end)) {
      result += this.#text.slice(from, start) + text
      from = end
    }
    return result + this.#text.slice(from)
  }
}

/** What is taken from, put into and added to a list. */
interface ListEdit {
  /** By the place in the list: the new entry, or undefined for one that goes. */
  changed: Map<number, object | undefined>
  added: object[]
}

const editBlockList = (splicer: Splicer, text: string, list: YAMLSeq, {changed, added}: ListEdit): void => {
  const token = list.srcToken as CST.BlockSequence
  const dashes = token.items.flatMap(({start}) => start.find(({type}) => type === 'seq-item-ind')?.offset ?? [])
  const column = token.indent
  let end = 0
  for (const [index, dash] of dashes.entries()) {
    end = lineEnd(text, Math.max(dash + 1, endOf(list.items[index])))
    if (!changed.has(index)) continue
    const replacement = changed.get(index)
    splicer.putLines(lineStart(text, dash), end, replacement ? toYaml([replacement]) : '', column)
  }
  if (added.length > 0) splicer.putLines(end, end, toYaml(added), column)
}

const editFlowList = (splicer: Splicer, text: string, list: YAMLSeq, {changed, added}: ListEdit): void => {
  const [open = 0, close = 0] = list.range ?? []
  const ranges = (list.items as Scalar[]).map(({range}) => ({start: range?.[0] ?? 0, end: range?.[1] ?? 0}))
  const inner = {start: open + 1, end: close - 1}
  /** What stands before each item: blanks, remarks and the comma. */
  const before = ranges.map(({start}, index) => text.slice(ranges[index - 1]?.end ?? inner.start, start))
  const [lead = '', second = `,${lead}`] = before
  const tail = text.slice(ranges.at(-1)?.end ?? inner.start, inner.end)
  let written = lead
  let count = 0
  const write = (item: string, joint: string): void => {
    written += count++ === 0 ? item : joint + item
  }
  for (const [index, {start, end}] of ranges.entries()) {
    const replacement = changed.get(index)
    if (!changed.has(index)) write(text.slice(start, end), before[index] || second)
    else if (replacement) write(JSON.stringify(replacement), before[index] || second)
  }
  for (const item of added) write(JSON.stringify(item), second.includes('#') ? ', ' : second)
  if (count > 0) splicer.put(inner.start, inner.end, written + tail)
  else splicer.put(inner.start, inner.end, /#/.test(lead + tail) ? lead + tail.replace(',', '') : '')
}

/** Writes a value to the place of one that says nothing, or an empty list. */
const editEmptyList = (splicer: Splicer, text: string, pair: Pair, root: YAMLMap, added: object[]): void => {
  const [start = 0, end = start] = (pair.value as Scalar | null)?.range ?? []
  if (root.flow) return splicer.put(start, end, `${text[start - 1] === ':' ? ' ' : ''}${JSON.stringify(added)}`)
  const from = start < end && text[start - 1] === ' ' ? start - 1 : start
  splicer.put(from, end, '')
  const next = lineEnd(text, end)
  splicer.putLines(next, next, toYaml(added), (root.srcToken as CST.BlockMap).indent)
}

/** Adds what a mapping did not have behind all that it has. */
const addToRoot = (splicer: Splicer, text: string, root: YAMLMap, values: Readonly<Record<string, unknown>>): void => {
  if (Object.keys(values).length === 0) return
  const last = root.items.at(-1)
  if (!root.flow) {
    const end = lineEnd(text, endOf(last?.value ?? last?.key))
    return splicer.putLines(end, end, toYaml(values), (root.srcToken as CST.BlockMap).indent)
  }
  const pairs = JSON.stringify(values).slice(1, -1)
  const [open = 0] = root.range ?? []
  const [first] = root.items
  if (!last || !first) return splicer.put(open + 1, open + 1, pairs)
  const lead = text.slice(open + 1, (first.key as Scalar).range?.[0])
  const end = endOf(last.value ?? last.key)
  splicer.put(end, end, `,${lead.includes('#') ? ' ' : lead}${pairs}`)
}

/** The text of a kubeconfig that said nothing, with its remarks. */
const fill = ({text, document}: KubeconfigText, values: Readonly<Record<string, unknown>>): string => {
  const splicer = new Splicer(text)
  const [start = text.length, end = start] = (document?.contents as Scalar | null | undefined)?.range ?? []
  splicer.put(start, end, '')
  const place = lineEnd(text, end)
  splicer.putLines(place, place, toYaml(values))
  return String(splicer)
}

const editCurrent = (splicer: Splicer, text: string, root: YAMLMap, {value}: Pair, current: string): void => {
  const node = value as Scalar | null
  const [start = 0, end = start] = node?.range ?? []
  const quoted =
    root.flow || (node?.type === 'QUOTE_DOUBLE' && node.value !== '') || current === '' || current.includes('\n')
  const written = quoted ? JSON.stringify(current) : toYaml(current).trimEnd()
  if (start < end) return splicer.putWord(start, end, written)
  splicer.put(
    start,
    end,
    [text[start - 1] === ':' ? ' ' : '', written, /^[^\r\n,}]/.test(text.slice(end)) ? ' ' : ''].join(''),
  )
}

const sourceOf = (text: string, {value}: Pair): string => text.slice(...((value as Scalar | null)?.range ?? [0, 0]))

const editList = (splicer: Splicer, {text}: KubeconfigText, root: YAMLMap, pair: Pair, edit: ListEdit): void => {
  const {value} = pair
  const isEmpty = isSeq(value) && value.items.length === 0 && !root.flow && !sourceOf(text, pair).includes('#')
  if (isNull(value) || isEmpty) editEmptyList(splicer, text, pair, root, edit.added)
  else if (!isSeq(value)) throw new Error('a list is an alias')
  else if (value.flow) editFlowList(splicer, text, value, edit)
  else editBlockList(splicer, text, value, edit)
}

/**
 * A kubeconfig's text with an edit: all that is not of the named entries stays byte for byte.
 * @throws Error where the text has no place of its own for what is edited
 */
export const spliceKubeconfig = (file: KubeconfigText, {entries, current}: FileEdit): string => {
  const {text, root} = file
  const splicer = new Splicer(text)
  const missing: Record<string, unknown> = {}
  for (const list of LIST_NAMES) {
    const names = [...file.entries[list].keys()]
    const edit: ListEdit = {changed: new Map(), added: []}
    for (const [name, content] of entries[list]) {
      const written = content && {[LISTS[list]]: content, name}
      if (names.includes(name)) edit.changed.set(names.indexOf(name), written)
      else if (written) edit.added.push(written)
    }
    const pair = pairOf(root, list)
    if (edit.changed.size + edit.added.length === 0) continue
    if (root && pair) editList(splicer, file, root, pair, edit)
    else missing[list] = edit.added
  }
  if (current !== undefined && current !== file.current) {
    const pair = pairOf(root, 'current-context')
    if (root && pair) editCurrent(splicer, text, root, pair, current)
    else missing['current-context'] = current
  }
  if (root) addToRoot(splicer, text, root, missing)
  else if (Object.keys(missing).length > 0) return fill(file, {apiVersion: 'v1', kind: 'Config', ...missing})
  return String(splicer)
}
