import type {ConfigProblem} from '../cluster/providers/kind/config/config-problem.ts'
import {printSmallTable} from './small-table.ts'

/** The problems of a config, one a row, in the order of the file. */
export const printProblems = (problems: readonly ConfigProblem[]): string =>
  printSmallTable(
    ['LINE', 'COLUMN', 'LEVEL', 'FIELD', 'PROBLEM'],
    problems.map(({line, column, level, path, message, suggestion}) => [
      String(line),
      String(column),
      level,
      path || '<none>',
      suggestion === undefined ? message : `${message}; did you mean ${suggestion}?`,
    ]),
  )
