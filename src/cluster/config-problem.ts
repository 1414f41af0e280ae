import {orMeant} from '../errors/did-you-mean.ts'
import type {ClusterConfig} from './cluster-spec.ts'

/** What kind of thing is wrong, for programs that read the list. */
export type ProblemReason =
  | 'limit'
  | 'syntax'
  | 'document'
  | 'alias'
  | 'api-version'
  | 'unknown-key'
  | 'duplicate-key'
  | 'type'
  | 'value'

/** One problem of a kind config, at the place where it is mended. */
export interface ConfigProblem {
  /** 1-based. */
  line: number
  /** 1-based, in UTF-16 code units. */
  column: number
  /** The field, `nodes[1].role`; empty where it concerns the whole file. */
  path: string
  /** A fragment without a full stop: what is wrong. */
  message: string
  /** What to write instead, where that is known. */
  suggestion?: string
  /** kind refuses a file with an error. One with a warning it takes, but probably not as it was meant. */
  level: 'error' | 'warning'
  /** True of a warning where kind takes the file, and no cluster comes of it: an error to whoever reads a config. */
  isFatal?: boolean
  /** True where a check of the preflight finds the same, with the place: a run says it once. */
  isChecked?: boolean
  reason: ProblemReason
}

/** A configuration of the user's own as it was read. */
export interface ReadConfig {
  /** Absent if a problem is an error. */
  config?: ClusterConfig | undefined
  /** All of them, in the order of the file. */
  problems: readonly ConfigProblem[]
}

/** A problem whose place is still an offset into the text, in UTF-16 code units. */
export type OffsetProblem = Omit<ConfigProblem, 'line' | 'column'> & {offset: number}

const cut = (word: string): string => (word.length > 40 ? `${word.slice(0, 39)}…` : word)

/** A word of the user's as it stands in a message: quoted, control characters escaped, cut to 40 characters. */
export const quoted = (word: string): string => JSON.stringify(cut(word))

/** A problem as one line that editors and terminals can jump to: `kind.yaml:3:5: error: …; did you mean …?`. */
export const formatProblem = (source: string, problem: ConfigProblem): string => {
  const hint = orMeant(problem.suggestion && cut(problem.suggestion))
  return `${source}:${problem.line}:${problem.column}: ${problem.level}: ${problem.message}${hint}`
}
