// Reads RE2's syntax (https://github.com/google/re2/wiki/Syntax): all of it but \C, \pN of scripts that JavaScript does not
// know, and flags U.

import {ClassReader, type Flags, otherCases, PatternError, type Test} from './pattern-class.ts'

export type PatternNode =
  | {is: 'all'; parts: readonly PatternNode[]}
  | {is: 'any'; parts: readonly PatternNode[]}
  | {is: 'assert'; where: 'boundary' | 'end' | 'lineEnd' | 'lineStart' | 'noBoundary' | 'start'}
  | {is: 'repeat'; part: PatternNode; least: number; most: number}
  | {is: 'test'; test: Test}

const MOST_REPEATS = 1000
const MOST_NESTING = 200

const ASSERTIONS = {A: 'start', B: 'noBoundary', b: 'boundary', z: 'end'} as const

class Reader extends ClassReader {
  #depth = 0

  /** @throws PatternError */
  read(): PatternNode {
    const node = this.#alternatives()
    if (this.peek() === ')') throw new PatternError(`unexpected ): \`${this.source.join('')}\``)
    return node
  }

  #alternatives(): PatternNode {
    if (++this.#depth > MOST_NESTING) throw new PatternError('expression nests too deeply')
    const parts = [this.#sequence()]
    while (this.take('|')) parts.push(this.#sequence())
    this.#depth--
    return parts.length === 1 && parts[0] ? parts[0] : {is: 'any', parts}
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = []
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek())
      parts.push(this.#repeated(this.#atom()))
    return {is: 'all', parts}
  }

  #repeated(atom: PatternNode): PatternNode {
    let node = atom
    for (let count = 0; ; count++) {
      const start = this.at
      const bounds = this.#bounds()
      if (!bounds) return node
      if (count > 0) throw new PatternError(`invalid nested repetition operator: \`${this.since(start)}\``)
      // Lazy or not, the same texts match.
      this.take('?')
      node = {is: 'repeat', part: node, ...bounds}
    }
  }

  #bounds(): {least: number; most: number} | undefined {
    if (this.take('*')) return {least: 0, most: Number.POSITIVE_INFINITY}
    if (this.take('+')) return {least: 1, most: Number.POSITIVE_INFINITY}
    if (this.take('?')) return {least: 0, most: 1}
    const [text, least = '', comma, most] =
      /^\{(\d+)(,?)(\d*)\}/.exec(this.source.slice(this.at, this.at + 16).join('')) ?? []
    if (text === undefined) return undefined
    const bounds = {
      least: Number(least),
      most: most ? Number(most) : comma ? Number.POSITIVE_INFINITY : Number(least),
    }
    const isTooMuch = bounds.least > MOST_REPEATS || (bounds.most > MOST_REPEATS && most !== '')
    if (isTooMuch || bounds.most < bounds.least) throw new PatternError(`invalid repeat count: \`${text}\``)
    this.at += text.length
    return bounds
  }

  #atom(): PatternNode {
    const next = this.source[this.at++] ?? ''
    if (next === '(') return this.#group()
    if (next === '[') return {is: 'test', test: this.class()}
    if (next === '.') return {is: 'test', test: this.flags.s ? () => true : code => code !== 0x0a}
    if (next === '^') return {is: 'assert', where: this.flags.m ? 'lineStart' : 'start'}
    if (next === '$') return {is: 'assert', where: this.flags.m ? 'lineEnd' : 'end'}
    if (next === '\\') return this.#escape()
    if ('*+?'.includes(next)) throw new PatternError(`missing argument to repetition operator: \`${next}\``)
    return this.#literal(next.codePointAt(0) ?? 0)
  }

  #literal(code: number): PatternNode {
    if (!this.flags.i) return {is: 'test', test: other => other === code}
    const cases = otherCases(code)
    return {is: 'test', test: other => other === code || cases.includes(other)}
  }

  #group(): PatternNode {
    const start = this.at - 1
    const before = this.flags
    if (this.peek() === '?') {
      const [head, name, on = '', off = '', end] =
        /^\?(?:P?<(\w+)>|([ims]*)(?:-([ims]+))?([:)]))/.exec(this.source.slice(this.at, this.at + 200).join('')) ?? []
      if (head === undefined) {
        this.at += 2
        throw new PatternError(`invalid or unsupported Perl syntax: \`${this.since(start)}\``)
      }
      this.at += head.length
      if (name === undefined) {
        const flags: Flags = {...before}
        for (const flag of on) flags[flag as keyof Flags] = true
        for (const flag of off) flags[flag as keyof Flags] = false
        this.flags = flags
        // It holds to the end of the group around it, which restores what was there before.
        if (end === ')') return {is: 'all', parts: []}
      }
    }
    const node = this.#alternatives()
    if (!this.take(')')) throw new PatternError(`missing closing ): \`${this.source.join('')}\``)
    this.flags = before
    return node
  }

  #escape(): PatternNode {
    const next = this.peek() ?? ''
    const where = ASSERTIONS[next as keyof typeof ASSERTIONS]
    if (where) {
      this.at++
      return {is: 'assert', where}
    }
    if (this.take('Q')) {
      const parts: PatternNode[] = []
      while (this.peek() !== undefined && !this.take('\\E'))
        parts.push(this.#literal(this.source[this.at++]?.codePointAt(0) ?? 0))
      return {is: 'all', parts}
    }
    const test = this.classEscape()
    return test ? {is: 'test', test} : this.#literal(this.escapedCode())
  }
}

/** @throws PatternError */
export const parsePattern = (source: string): PatternNode => new Reader(source).read()
