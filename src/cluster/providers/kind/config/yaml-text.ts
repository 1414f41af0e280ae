import type {CST} from 'yaml'

/**
 * A text with `\n` for every line break of YAML 1.1 that YAML 1.2 has not kept: a lone CR, NEL, LS and PS. kind's
 * parser still breaks lines there. Every character keeps its offset.
 */
export const withPlainBreaks = (text: string): string => text.replaceAll(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n')

/** The offsets, up to an end, of characters that kind's parser refuses wherever they stand; the first ten of them. */
export const controlCharacters = (text: string, end: number): number[] =>
  Array.from(text.slice(0, end).matchAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/g))
    .slice(0, 10)
    .map(match => match.index)

const CLOSED = /^(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')$/
/** A quoted scalar from its opening quote on, wherever its lines begin, but not past the end of the document. */
const QUOTED = /"(?:[^"\\\n]|\\[^\n]|\\?\n(?!---\s|\.\.\.\s))*"|'(?:[^'\n]|''|\n(?!---\s|\.\.\.\s))*'/y
/** What counts in a list or mapping in brackets: its quoted scalars, its comments and the brackets. */
const FLOW_PARTS = /(?<=[[{,:\s])(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*')|(?<=\s)#[^\n]*|[[\]{}]/g

const isOpen = (token: CST.Token): boolean => {
  if (token.type === 'flow-collection')
    return !token.end.some(({type}) => type === 'flow-map-end' || type === 'flow-seq-end')
  return (token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar') && !CLOSED.test(token.source)
}

/** The tokens below a token that are values of their own. */
const partsOf = (token: CST.Token): CST.Token[] => {
  if (token.type === 'document') return token.value ? [token.value] : []
  if (!('items' in token)) return []
  return token.items.flatMap(item => [item.key, item.value].filter(part => part !== null && part !== undefined))
}

/** The offset of the first token left open, in the order of the text. A loop: deep input would break a recursion. */
const firstOpen = (tokens: readonly CST.Token[]): number | undefined => {
  const stack = tokens.toReversed()
  for (let token = stack.pop(); token; token = stack.pop()) {
    if (isOpen(token) && 'offset' in token) return token.offset
    for (const part of partsOf(token).reverse()) stack.push(part)
  }
  return undefined
}

const oneLine = (text: string): string => text.replaceAll(/\\\n/g, '  ').replaceAll(/[\r\n]/g, ' ')

const quotedOnOneLine = (text: string, start: number): string | undefined => {
  QUOTED.lastIndex = start
  const quoted = QUOTED.exec(text)?.[0]
  return quoted && oneLine(quoted)
}

const collectionOnOneLine = (text: string, start: number): string | undefined => {
  let depth = 0
  let line = ''
  let done = start
  FLOW_PARTS.lastIndex = start
  for (let part = FLOW_PARTS.exec(text); part; part = FLOW_PARTS.exec(text)) {
    const [found] = part
    line += oneLine(text.slice(done, part.index)) + (found.startsWith('#') ? ' '.repeat(found.length) : oneLine(found))
    done = part.index + found.length
    if (found === '[' || found === '{') depth += 1
    if (found === ']' || found === '}') depth -= 1
    if (depth === 0) return line
  }
  return undefined
}

/**
 * The text with the first thing that its tokens left open put on one line: a quoted scalar, or a list or mapping in
 * brackets. Undefined if nothing is open, or nothing closes it. Every character keeps its offset; blank lines in a
 * quoted scalar and comments in brackets are lost.
 */
export const closeFirst = (text: string, tokens: readonly CST.Token[]): string | undefined => {
  const start = firstOpen(tokens)
  if (start === undefined) return undefined
  const line = /["']/.test(text.charAt(start)) ? quotedOnOneLine(text, start) : collectionOnOneLine(text, start)
  if (line === undefined) return undefined
  const mended = text.slice(0, start) + line + text.slice(start + line.length)
  return mended === text ? undefined : mended
}
