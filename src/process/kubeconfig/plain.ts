/** A value that needs no library of YAML to be read. */
export type Plain = string | boolean | null | Plain[] | {[key: string]: Plain}

/** `key: value`, `key:`, behind blanks and any `- ` that begin an item of a list. */
const LINE = /^( *)(- )?(?:([A-Za-z][\w.-]{0,99}):(?: (.+))?|(\S.*))$/
/** Words without anything that YAML reads as syntax, or as a number or a time. */
const WORDS = /^(?:--?)?[A-Za-z/][\w./:@%+=,-]*(?: [\w/][\w./:@%+=,-]*)*$/
/**
 * What YAML 1.1 reads as something else than a text, in any case, `e5` by the library alone; `true`, `false` and `null`
 * are read here.
 */
const MEANT = /^(?:y|yes|n|no|on|off|true|false|null|-?e[-+]?\d+)$/i
const QUOTED = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]*)"|'([\x20-\x26\x28-\x7e]*)')$/

/** No more blanks stand before a line: each level is a call of a function. */
const MAX_INDENT = 100

/** What does not belong to the subset. It is thrown and caught in this file alone. */
class Foreign extends Error {}

const scalarOf = (word: string): Plain => {
  const [, double, single = double] = QUOTED.exec(word) ?? []
  if (single !== undefined) return single
  if (word === '{}') return {}
  if (word === 'null') return null
  if (word === 'true' || word === 'false') return word === 'true'
  if (!WORDS.test(word) || MEANT.test(word) || /:(?: |$)/.test(word)) throw new Foreign()
  return word
}

/** Reads lines from the first to the last one. */
class Lines {
  readonly #lines: string[]
  #at = 0

  constructor(text: string) {
    this.#lines = text.split('\n')
    if (this.#lines.at(-1) === '') this.#lines.pop()
  }

  get isAtEnd(): boolean {
    return this.#at === this.#lines.length
  }

  /** The line that is next, and how far it is indented; an item of a list by its dash. */
  #next(): {indent: number; isItem: boolean; key: string | undefined; value: string | undefined} | undefined {
    const line = this.#lines[this.#at]
    if (line === undefined) return undefined
    const [, blanks = '', dash, key, value, word] = LINE.exec(line) ?? []
    if ((key === undefined && word === undefined) || blanks.length > MAX_INDENT) throw new Foreign()
    return {indent: blanks.length, isItem: dash !== undefined, key, value: value ?? word}
  }

  /** A mapping or a list, whose lines are indented so far. */
  block(indent: number): Plain {
    return this.#next()?.isItem ? this.#list(indent) : this.#mapping(indent, {})
  }

  #list(indent: number): Plain[] {
    const list: Plain[] = []
    for (let next = this.#next(); next?.indent === indent && next.isItem; next = this.#next()) {
      if (next.key === undefined) {
        this.#at += 1
        list.push(scalarOf(next.value ?? ''))
        continue
      }
      // The dash becomes a blank: what is behind it is a mapping of its own.
      const line = this.#lines[this.#at] as string
      this.#lines[this.#at] = `${' '.repeat(indent + 2)}${line.slice(indent + 2)}`
      list.push(this.#mapping(indent + 2, {}))
    }
    return list
  }

  #mapping(indent: number, mapping: {[key: string]: Plain}): {[key: string]: Plain} {
    for (let next = this.#next(); next?.indent === indent && !next.isItem; next = this.#next()) {
      const {key, value} = next
      if (key === undefined || Object.hasOwn(mapping, key) || MEANT.test(key)) throw new Foreign()
      this.#at += 1
      mapping[key] = value === undefined ? this.#below(indent) : scalarOf(value)
    }
    if (Object.keys(mapping).length === 0) throw new Foreign()
    return mapping
  }

  /** What a key without a value on its line has: a list may stand as far to the left as the key. */
  #below(indent: number): Plain {
    const next = this.#next()
    if (next === undefined || next.indent < indent || (next.indent === indent && !next.isItem)) throw new Foreign()
    return this.block(next.indent)
  }
}

/**
 * What a kubeconfig says that is written as kubectl, kind, minikube and kubia write it: a mapping in block style with
 * words on one line. It takes a tenth of the time that a library of YAML takes to be loaded and to read it.
 * @returns undefined for anything else, which that library has to read; never something other than it would
 */
export const readPlain = (text: string): {[key: string]: Plain} | undefined => {
  try {
    const lines = new Lines(text)
    const said = lines.block(0)
    return lines.isAtEnd && !Array.isArray(said) ? (said as {[key: string]: Plain}) : undefined
  } catch (error) {
    if (error instanceof Foreign) return undefined
    throw error
  }
}
