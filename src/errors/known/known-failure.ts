import type {ErrorCode} from '../catalogue.ts'
import {type ErrorDetails, KubiaError} from '../kubia-error.ts'

/** What a failing command was about. */
export interface FailureContext {
  /** The cluster's name. */
  cluster: string
  /** The container engine's program: `docker`. */
  engine: string
  /** DOCKER_HOST, where it was set: where docker went. */
  dockerHost?: string | undefined
  /** The context that the API server was asked by, and its address, where they are known. */
  context?: string | undefined
  server?: string | undefined
}

/** A failure of another program that is known by its words. Its recorded text is in test/errors/known, under its id. */
export interface KnownFailure {
  id: string
  /** Where the text was recorded: the address of a thread, or the versions that it was provoked with. */
  source: string
  pattern: RegExp
  code: ErrorCode
  /** The cause, and what mends it. */
  explain: (match: RegExpExecArray, where: FailureContext) => {message: string} & ErrorDetails
}

/** The line of a text that a match lies in, without blanks around it and at most 300 characters of it. */
const lineOf = (text: string, index: number): string => {
  const start = text.lastIndexOf('\n', index) + 1
  const end = text.indexOf('\n', index)
  return text
    .slice(start, end === -1 ? undefined : end)
    .trim()
    .slice(0, 300)
}

/**
 * The first known failure that a text shows; the order of the rows counts, not that of the text. The line that gave it
 * away is the evidence, where the row names none.
 */
export const recognise = (
  text: string,
  rows: readonly KnownFailure[],
  where: FailureContext,
): KubiaError | undefined => {
  for (const {pattern, code, explain} of rows) {
    const match = pattern.exec(text)
    if (!match) continue
    const {message, ...details} = explain(match, where)
    return new KubiaError(code, message, {evidence: [lineOf(text, match.index)], ...details})
  }
  return undefined
}
