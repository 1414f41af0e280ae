import type {ConfigProblem} from '../../../config-problem.ts'

/** A broken rule: a problem that is placed by its path, or, inside of a patch, by a word that is looked for from there on. */
export type RuleProblem = Omit<ConfigProblem, 'line' | 'column'> & {word?: string}
