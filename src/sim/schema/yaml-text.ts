// YAML as the API server reads it: one document, the values that JSON has too, not too deep, and not longer by its aliases
// than a body may be.
import {Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser, type Scalar, type YAMLMap} from 'yaml'
import {MOST_COMPLAINTS, MOST_NESTING, type Parsed, readJson, TextError, tooDeep} from './json-text.ts'

/** Characters and values that aliases may add to what is written. */
const MOST_ALIASED = 3 * 1024 * 1024

/**
 * Tokens of a text: names, values, marks, blanks, line ends. An object of the size that is stored has fewer, and the parser
 * takes a thousand times longer for each of them than for a byte of a body.
 */
const MOST_TOKENS = 500_000

/** The parts of the text, as long as it is not too deep: the parser's stack is where it stands. @throws TextError */
function* tokensOf(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine)
  lines.addNewLine(0)
  let tokens = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (++tokens > MOST_TOKENS) throw new TextError(`exceeded ${MOST_TOKENS} tokens`)
    yield* parser.next(lexeme)
    // The document and the value at the bottom stand on the stack as well.
    if (parser.stack.length > MOST_NESTING + 2) throw tooDeep()
  }
  yield* parser.end()
}

/** The first document. @throws TextError */
const documentOf = (text: string, lines: LineCounter) => {
  // The parser's own check of keys compares each one with all others.
  const composer = new Composer({uniqueKeys: false})
  const documents = composer.compose(tokensOf(text, lines), true, text.length)
  const first = documents.next().value
  const [error] = first?.errors ?? []
  if (error) {
    const {line, col} = lines.linePos(error.pos[0])
    throw new TextError(`${error.message} at line ${line}, column ${col}`)
  }
  if (!documents.next().done) throw new TextError('the text holds more than one document')
  return first?.contents
}

interface Anchored {
  value: unknown
  /** What is in it, with what aliases in it stand for. */
  size: number
}

/** A document's values, read in the order of the text, so that an alias finds what is before it. */
class Reader {
  readonly duplicates: string[] = []
  readonly #lines: LineCounter
  readonly #anchors = new Map<string, Anchored>()
  #size = 0
  #aliased = 0

  constructor(lines: LineCounter) {
    this.#lines = lines
  }

  /** @throws TextError */
  read(node: unknown): unknown {
    if (isAlias(node)) return this.#aliasOf(node.source)
    const before = this.#size++
    const value = isMap(node)
      ? this.#mapOf(node)
      : isSeq(node)
        ? node.items.map(item => this.read(item))
        : isScalar(node)
          ? this.#scalarOf(node)
          : null
    const {anchor} = (node ?? {}) as {anchor?: string}
    if (anchor !== undefined) this.#anchors.set(anchor, {value, size: this.#size - before})
    return value
  }

  #scalarOf({value}: Scalar): unknown {
    if (typeof value === 'string') this.#size += value.length
    return value
  }

  #aliasOf(name: string): unknown {
    const anchored = this.#anchors.get(name)
    if (!anchored) throw new TextError(`unknown anchor '${name}' referenced`)
    this.#size += anchored.size
    this.#aliased += anchored.size
    if (this.#aliased > MOST_ALIASED) throw new TextError('document contains excessive aliasing')
    return anchored.value
  }

  #mapOf(map: YAMLMap): unknown {
    const own = new Map<string, unknown>()
    const merged = new Map<string, unknown>()
    for (const {key, value} of map.items) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        for (const [name, inner] of entriesOf(this.read(value))) if (!merged.has(name)) merged.set(name, inner)
        continue
      }
      const name = this.read(key)
      if (name === null || typeof name === 'object') throw new TextError(`unsupported map key: ${JSON.stringify(name)}`)
      const text = String(name)
      if (own.has(text)) this.#addDuplicate(key)
      own.set(text, this.read(value))
    }
    return Object.fromEntries([...merged, ...own])
  }

  #addDuplicate(key: unknown): void {
    const {range} = key as Scalar
    if (this.duplicates.length < MOST_COMPLAINTS)
      this.duplicates.push(`yaml: line ${this.#lines.linePos(range?.[0] ?? 0).line}: key already set in map`)
  }
}

/** What `<<` adds: the fields of a map, or of several, of which the first that has a field counts. @throws TextError */
const entriesOf = (merged: unknown): [string, unknown][] => {
  if (Array.isArray(merged)) return merged.flatMap(entriesOf)
  if (typeof merged !== 'object' || merged === null) throw new TextError('map merge requires map or sequence of maps')
  return Object.entries(merged)
}

/** @param text YAML, or JSON, which is YAML too and is read a hundred times faster as what it is. @throws TextError */
export const readYaml = (text: string): Parsed => {
  try {
    return readJson(text)
  } catch {
    const lines = new LineCounter()
    const reader = new Reader(lines)
    return {value: reader.read(documentOf(text, lines)), duplicates: reader.duplicates}
  }
}
