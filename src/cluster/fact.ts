/** Thrown inside a check that rests on a fact that cannot be found out; the check is skipped. */
export class Unanswered extends Error {
  /** The title of the check that says why. */
  readonly owner: string

  constructor(owner: string) {
    super(`not known: see ${owner}`)
    this.owner = owner
  }
}

/** Something that several checks need. It is looked up at most once, when the first of them asks for it. */
export interface Fact<T> {
  /** The title of the check that reports a failure. */
  readonly owner: string
  /** For the one check that owns the fact, and reports why it cannot be found out. @throws what the look-up throws */
  ask(): Promise<T>
  /** For all others. @throws Unanswered where the look-up fails: its owner reports that */
  known(): Promise<T>
}

/** Several facts; of those that fail the first in this order is thrown, so that the report does not depend on which was faster. */
export const allKnown = async <const T extends readonly Fact<unknown>[]>(
  facts: T,
): Promise<{-readonly [K in keyof T]: T[K] extends Fact<infer A> ? A : never}> => {
  const answers = await Promise.allSettled(facts.map(asked => asked.known()))
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
  return answers.map(answer => (answer.status === 'fulfilled' ? answer.value : undefined)) as never
}

/** @param owner the title of the check that reports a failure */
export const fact = <T>(owner: string, find: () => Promise<T>): Fact<T> => {
  let answer: Promise<T> | undefined
  const ask = (): Promise<T> => {
    answer ??= find()
    return answer
  }
  return {
    owner,
    ask,
    known: () =>
      ask().catch(error => {
        throw error instanceof Unanswered ? error : new Unanswered(owner)
      }),
  }
}
