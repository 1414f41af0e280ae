// Regular expressions as Kubernetes has them: RE2's syntax, matched in linear time. JavaScript's own matcher takes
// exponential time for some patterns, and a pattern here is anybody's; so it is run as an automaton that is in all its
// states at once (R. Cox, Regular Expression Matching Can Be Simple And Fast).
import {PatternError, type Test} from './pattern-class.ts'
import {type PatternNode, parsePattern} from './pattern-syntax.ts'
import type {Budget} from './structural.ts'

type Assertion = Extract<PatternNode, {is: 'assert'}>['where']

type Step =
  | {do: 'test'; test: Test}
  | {do: 'split'; to: readonly number[]}
  | {do: 'assert'; where: Assertion}
  | {do: 'match'}

/** Steps of one pattern; RE2 itself takes about as many. */
const MOST_STEPS = 20_000

class Program {
  readonly steps: Step[] = []

  add(step: Step): number {
    if (this.steps.length === MOST_STEPS) throw new PatternError('expression too large')
    return this.steps.push(step) - 1
  }

  emit(node: PatternNode): void {
    if (node.is === 'test') this.add({do: 'test', test: node.test})
    else if (node.is === 'assert') this.add({do: 'assert', where: node.where})
    else if (node.is === 'all') for (const part of node.parts) this.emit(part)
    else if (node.is === 'any') this.#alternatives(node.parts)
    else this.#repeat(node.part, node.least, node.most)
  }

  #alternatives(parts: readonly PatternNode[]): void {
    const to: number[] = []
    const exits: number[][] = []
    this.add({do: 'split', to})
    for (const part of parts) {
      to.push(this.steps.length)
      this.emit(part)
      const exit: number[] = []
      exits.push(exit)
      this.add({do: 'split', to: exit})
    }
    for (const exit of exits) exit.push(this.steps.length)
  }

  #repeat(part: PatternNode, least: number, most: number): void {
    for (let count = 0; count < least; count++) this.emit(part)
    if (most === Number.POSITIVE_INFINITY) {
      const to: number[] = []
      const loop = this.add({do: 'split', to})
      to.push(this.steps.length)
      this.emit(part)
      this.add({do: 'split', to: [loop]})
      to.push(this.steps.length)
      return
    }
    const skips: number[][] = []
    for (let count = least; count < most; count++) {
      const to: number[] = []
      this.add({do: 'split', to})
      to.push(this.steps.length)
      skips.push(to)
      this.emit(part)
    }
    for (const skip of skips) skip.push(this.steps.length)
  }
}

const isWord = (code: number | undefined): boolean => code !== undefined && /^\w$/.test(String.fromCodePoint(code))

const LINE_END = 0x0a

const holds = (where: Assertion, before: number | undefined, after: number | undefined): boolean => {
  if (where === 'start') return before === undefined
  if (where === 'end') return after === undefined
  if (where === 'lineStart') return before === undefined || before === LINE_END
  if (where === 'lineEnd') return after === undefined || after === LINE_END
  return (isWord(before) !== isWord(after)) === (where === 'boundary')
}

/** A pattern that is read. */
export class Pattern {
  readonly #steps: readonly Step[]

  /** @throws PatternError with the words of Go's regexp */
  constructor(source: string) {
    const program = new Program()
    program.emit(parsePattern(source))
    program.add({do: 'match'})
    this.#steps = program.steps
  }

  /** How much it takes to keep it. */
  get size(): number {
    return this.#steps.length
  }

  /** Whether it is found anywhere in a text. @throws TooMuchWork */
  test(text: string, budget: Budget): boolean {
    const steps = this.#steps
    const met = new Int32Array(steps.length).fill(-1)
    const codes = Array.from(text, character => character.codePointAt(0) ?? 0)
    let active: number[] = []
    for (let at = 0; at <= codes.length; at++) {
      const [before, after] = [codes[at - 1], codes[at]]
      const next: number[] = []
      // A match may begin everywhere.
      const waiting = [0, ...active.toReversed()]
      for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
        budget.spend()
        if (met[index] === at) continue
        met[index] = at
        const step = steps[index]
        if (step?.do === 'match') return true
        if (step?.do === 'split') waiting.push(...step.to)
        else if (step?.do === 'assert' && holds(step.where, before, after)) waiting.push(index + 1)
        else if (step?.do === 'test' && after !== undefined && step.test(after)) next.push(index + 1)
      }
      active = next
    }
    return false
  }
}

export {PatternError}
