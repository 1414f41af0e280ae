import {orMeant} from '../errors/did-you-mean.ts'
import {printSmallTable} from './small-table.ts'

/** What is shown of a problem of a config. */
interface ProblemRow {
  /** 1-based. */
  line: number
  /** 1-based. */
  column: number
  level: string
  /** The field; empty where it concerns the whole file. */
  path: string
  message: string
  suggestion?: string
}

/** The problems of a config, one a row, in the order of the file. @param width the terminal's columns */
export const printProblems = (problems: readonly ProblemRow[], width = Number.POSITIVE_INFINITY): string =>
  printSmallTable(
    ['LINE', 'COLUMN', 'LEVEL', 'FIELD', 'PROBLEM'],
    problems.map(({line, column, level, path, message, suggestion}) => [
      String(line),
      String(column),
      level,
      path || '<none>',
      `${message}${orMeant(suggestion)}`,
    ]),
    {width},
  )
