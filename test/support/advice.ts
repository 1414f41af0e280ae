import {expect} from 'vitest'
import {type Advice, commandText} from '../../src/errors/advice.ts'
import {adviceBlock} from '../../src/printers/advice.ts'

const isCommandAdvice = (value: unknown): value is Exclude<Advice, string> =>
  typeof value === 'object' && value !== null && 'command' in value

/** A piece of advice on one line, as tests write it: the command, and the remark behind it. */
export const adviceLine = (advice: Advice): string => {
  if (typeof advice === 'string') return advice
  return `${commandText(advice)}${advice.comment === undefined ? '' : `     # ${advice.comment}`}`
}

// Advice is compared by its line in tests.
expect.addEqualityTesters([
  (one, other) => {
    if (isCommandAdvice(one) && typeof other === 'string') return adviceLine(one) === other
    if (isCommandAdvice(other) && typeof one === 'string') return adviceLine(other) === one
    return undefined
  },
])

/** The lines of a failure's fixes, as tests write them. */
export const fixLines = ({details}: {details: {fix?: readonly Advice[]}}): string[] =>
  (details.fix ?? []).map(adviceLine)

/** Advice as it is printed below its label, behind the first line's indent. */
export const printedAdvice = (advice: readonly Advice[], indent: string): string =>
  adviceBlock({label: 'Fix', advice})
    .slice(1)
    .map((line, index) => (index === 0 ? line.trimStart() : indent + line.slice(2)))
    .join('\n')
