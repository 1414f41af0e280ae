import {expect} from 'vitest'
import type {Advice} from '../../src/errors/advice.ts'
import {formatAdvice} from '../../src/printers/advice.ts'

const isCommandAdvice = (value: unknown): value is Exclude<Advice, string> =>
  typeof value === 'object' && value !== null && 'command' in value

// Advice is compared by how it is printed: a test says the line that the user reads.
expect.addEqualityTesters([
  (one, other) => {
    if (isCommandAdvice(one) && typeof other === 'string') return formatAdvice(one) === other
    if (isCommandAdvice(other) && typeof one === 'string') return formatAdvice(other) === one
    return undefined
  },
])

/** The lines that a failure's fixes are printed as. */
export const fixLines = ({details}: {details: {fix?: readonly Advice[]}}): string[] =>
  (details.fix ?? []).map(formatAdvice)
