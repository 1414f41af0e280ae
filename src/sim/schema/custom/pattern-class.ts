// Classes of characters in patterns: `[a-z]`, `\d`, `[[:alpha:]]`, `\p{Greek}`.

/** Whether a character, by its code point, is one that is meant. */
export type Test = (code: number) => boolean

/** The message is Go's, without `error parsing regexp: `. */
export class PatternError extends Error {}

const NAMED: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
}
const PERL: Readonly<Record<string, string>> = {d: '0-9', s: '\\t\\n\\f\\r ', w: '0-9A-Za-z_'}

/** A class of JavaScript's, of one character: nothing in it can take long. */
const classTest = (content: string, negated = false): Test => {
  const regex = new RegExp(`^[${negated ? '^' : ''}${content}]$`, 'u')
  return code => regex.test(String.fromCodePoint(code))
}

const unicodeClass = (name: string, source: string): string => {
  for (const text of [name, `Script=${name}`])
    try {
      new RegExp(`\\p{${text}}`, 'u')
      return text
    } catch {
      // Not a category: then a script, or nothing.
    }
  throw new PatternError(`invalid character class range: \`${source}\``)
}

interface ClassContent {
  /** From and to code points, in any order. */
  ranges: [least: number, most: number][]
  /** By how they are written, so that each is asked once. */
  named: Map<string, Test>
}

/** In a time that hardly grows with the class. */
const testOf = ({ranges, named}: ClassContent): Test => {
  const sorted: [number, number][] = []
  for (const [least, most] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = sorted.at(-1)
    if (last && least <= last[1] + 1) last[1] = Math.max(last[1], most)
    else sorted.push([least, most])
  }
  const tests = [...named.values()]
  return code => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.[1] ?? 0) < code) low = middle + 1
      else high = middle
    }
    return (sorted[low]?.[0] ?? Number.POSITIVE_INFINITY) <= code || tests.some(test => test(code))
  }
}

export const otherCases = (code: number): number[] => {
  const text = String.fromCodePoint(code)
  return [text.toLowerCase(), text.toUpperCase()].map(other => other.codePointAt(0) ?? code)
}

const ESCAPES: Readonly<Record<string, number>> = {a: 7, f: 12, n: 10, r: 13, t: 9, v: 11}
/** Characters. */
const LONGEST = 10_000

export interface Flags {
  i: boolean
  m: boolean
  s: boolean
}

/** Reads what stands for one character. */
export class ClassReader {
  protected readonly source: readonly string[]
  protected at = 0
  protected flags: Flags = {i: false, m: false, s: false}

  constructor(source: string) {
    if (source.length > LONGEST) throw new PatternError('expression too large')
    this.source = Array.from(source)
  }

  protected peek(offset = 0): string | undefined {
    return this.source[this.at + offset]
  }

  protected take(text: string): boolean {
    const found = this.source.slice(this.at, this.at + text.length).join('') === text
    if (found) this.at += text.length
    return found
  }

  protected since(start: number): string {
    return this.source.slice(start, this.at).join('')
  }

  /** `\d`, `\pL`, `\p{Greek}` and their opposites, behind the backslash. */
  protected classEscape(): Test | undefined {
    const start = this.at - 1
    const next = this.peek() ?? ''
    const perl = PERL[next.toLowerCase()]
    if (perl !== undefined) {
      this.at++
      return classTest(perl, next !== next.toLowerCase())
    }
    if (next !== 'p' && next !== 'P') return undefined
    this.at++
    const [text = '', inverted = '', long, short = ''] =
      /^(?:\{(\^?)(\w+)\}|(\w))/.exec(this.source.slice(this.at, this.at + 64).join('')) ?? []
    this.at += text.length
    const name = unicodeClass(long ?? short, this.since(start))
    return classTest(`\\p{${name}}`, (next === 'P') !== (inverted === '^'))
  }

  /** Of one escaped character, behind the backslash. */
  protected escapedCode(): number {
    const start = this.at - 1
    const next = this.source[this.at++]
    if (next === undefined) throw new PatternError('trailing backslash at end of expression: ``')
    const known = ESCAPES[next]
    if (known !== undefined) return known
    const rest = this.source.slice(this.at, this.at + 10).join('')
    const [text, long, short] = (next === 'x' && /^(?:\{([\dA-Fa-f]{1,6})\}|([\dA-Fa-f]{2}))/.exec(rest)) || []
    const code = Number.parseInt(long ?? short ?? '', 16)
    if (text !== undefined && code <= 0x10ffff) {
      this.at += text.length
      return code
    }
    const octal = next === '0' ? /^[0-7]{0,2}/.exec(rest)?.[0] : undefined
    if (octal !== undefined) {
      this.at += octal.length
      return Number.parseInt(`0${octal}`, 8)
    }
    if (/^[\dA-Za-z]$/.test(next)) throw new PatternError(`invalid escape sequence: \`${this.since(start)}\``)
    return next.codePointAt(0) ?? 0
  }

  /** Behind the bracket. */
  protected class(): Test {
    const start = this.at - 1
    const negated = this.take('^')
    const content: ClassContent = {ranges: [], named: new Map()}
    for (let first = true; first || this.peek() !== ']'; first = false) {
      if (this.peek() === undefined) throw new PatternError(`missing closing ]: \`${this.since(start)}\``)
      this.#classItem(content)
    }
    this.at++
    const has = testOf(content)
    return this.flags.i ? code => (has(code) || otherCases(code).some(has)) !== negated : code => has(code) !== negated
  }

  #classItem({ranges, named: tests}: ClassContent): void {
    const [named, not, name = ''] = /^\[:(\^?)(\w+):\]/.exec(this.source.slice(this.at, this.at + 12).join('')) ?? []
    if (named !== undefined) {
      const content = NAMED[name]
      if (content === undefined) throw new PatternError(`invalid character class range: \`${named}\``)
      this.at += named.length
      tests.set(named, classTest(content, not === '^'))
      return
    }
    const start = this.at
    if (this.peek() === '\\') {
      this.at++
      const test = this.classEscape()
      if (test) {
        tests.set(this.since(start), test)
        return
      }
      this.at--
    }
    const least = this.#classCode()
    const isRange = this.peek() === '-' && this.peek(1) !== ']' && this.peek(1) !== undefined
    if (isRange) this.at++
    const most = isRange ? this.#classCode() : least
    if (most < least) throw new PatternError(`invalid character class range: \`${this.since(start)}\``)
    ranges.push([least, most])
  }

  #classCode(): number {
    if (this.take('\\')) return this.escapedCode()
    return this.source[this.at++]?.codePointAt(0) ?? 0
  }
}
