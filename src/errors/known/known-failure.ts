import {shortened} from '../../text/shortened.ts'
import type {ErrorCode} from '../catalogue.ts'
import {type ErrorDetails, KubiaError} from '../kubia-error.ts'

/** What a failing command was about. */
export interface FailureContext {
  /** The cluster's name; empty where the command was about none of kubia's. */
  cluster: string
  /** The container engine's program: `docker`; empty where none was asked. */
  engine: string
  /** DOCKER_HOST, where it was set: where docker went. */
  dockerHost?: string | undefined
  /** The context that the API server was asked by, and its address, where they are known. */
  context?: string | undefined
  server?: string | undefined
}

/** A row's message, which is a sentence, or part of one where kubia's own sentence contains it; and what mends the cause. */
export type KnownCause = {message: string} & ErrorDetails

/** A failure of another program that is recognised by its output. Its recorded text is in test/errors/known, under its id. */
export interface KnownFailure {
  id: string
  /** Where the text was recorded: the address of a thread, or the versions that it was provoked with. */
  source: string
  pattern: RegExp
  code: ErrorCode
  /** The cause, and what mends it. */
  explain: (match: RegExpExecArray, where: FailureContext) => KnownCause
}

const NOWHERE: FailureContext = {cluster: '', engine: ''}

/** The longest line of evidence, in characters. */
const MAX_EVIDENCE = 300

/** The line of a text that a match lies in, without blanks around it. */
const lineOf = (text: string, index: number): string => {
  const start = text.lastIndexOf('\n', index) + 1
  const end = text.indexOf('\n', index)
  return shortened(text.slice(start, end === -1 ? undefined : end).trim(), MAX_EVIDENCE)
}

const toError = ({code, explain}: KnownFailure, match: RegExpExecArray, where: FailureContext): KubiaError => {
  const {message, ...details} = explain(match, where)
  return new KubiaError(code, message, {evidence: [lineOf(match.input, match.index)], ...details})
}

/**
 * The first row that matches a text; the order of the rows counts, not that of the text. The line that matched is the
 * evidence, unless the row names one.
 */
export const recognise = (
  text: string,
  rows: readonly KnownFailure[],
  where: FailureContext = NOWHERE,
): KubiaError | undefined => {
  for (const row of rows) {
    const match = row.pattern.exec(text)
    if (match) return toError(row, match, where)
  }
  return undefined
}

/** Every known failure that a text shows, in the order of the text, each as often as it is there. */
export const recogniseAll = (
  text: string,
  rows: readonly KnownFailure[],
  where: FailureContext = NOWHERE,
): KubiaError[] =>
  rows
    .flatMap(row => [...text.matchAll(new RegExp(row.pattern, `${row.pattern.flags}g`))].map(match => ({row, match})))
    .toSorted((one, other) => one.match.index - other.match.index)
    .map(({row, match}) => toError(row, match, where))
