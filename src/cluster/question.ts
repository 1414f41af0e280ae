/** Thrown inside a check that rests on a question without an answer; the check stays silent. */
export class Unanswered extends Error {
  /** The title of the check that tells why there is no answer. */
  readonly owner: string

  constructor(owner: string) {
    super(`not known: see ${owner}`)
    this.owner = owner
  }
}

/** Something that several checks want to know. It is asked at most once, when the first of them wants it. */
export interface Question<T> {
  /** The title of the check that tells of a failure. */
  readonly owner: string
  /** For the one check that owns the question, and tells why there is no answer. @throws what asking throws */
  ask(): Promise<T>
  /** For all others. @throws Unanswered where there is no answer: the owner tells */
  known(): Promise<T>
}

/** Several answers; of those that are missing the first one counts, so that what is told does not hang on who was faster. */
export const allKnown = async <const T extends readonly Question<unknown>[]>(
  questions: T,
): Promise<{-readonly [K in keyof T]: T[K] extends Question<infer A> ? A : never}> => {
  const answers = await Promise.allSettled(questions.map(asked => asked.known()))
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
  return answers.map(answer => (answer.status === 'fulfilled' ? answer.value : undefined)) as never
}

/** @param owner the title of the check that tells of a failure */
export const question = <T>(owner: string, find: () => Promise<T>): Question<T> => {
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
