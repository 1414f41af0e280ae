import type {ConfigProblem, OffsetProblem} from '../../../config-problem.ts'
import {decodeKindConfig} from './kind-decode.ts'
import {headProblem, rules} from './kind-rules.ts'
import type {KindConfig} from './kind-schema.ts'
import {readKindYaml} from './kind-yaml.ts'
import {type Machine, machineRule} from './machine-rules.ts'
import type {RuleProblem} from './rule-problem.ts'

/** More than anyone mends in one go; a file with more of them is hardly a kind config. */
const MAX_PROBLEMS = 100

/** A kind config as it was read. */
export interface ParsedKindConfig {
  /** What it says, in plain data; absent if a problem is an error. Fields the table does not have are not in it. */
  config?: KindConfig
  /** All of them, in the order of the file. */
  problems: ConfigProblem[]
  /** The 1-based line of a field by its path, or of the nearest of its parents. */
  lineOf: (path: string) => number
}

export interface ParseOptions {
  /** How an unknown key counts: as an error, or, where the installed kind is newer than the table, as a warning. */
  unknownKeys?: 'error' | 'warning'
  /** The machine that kind runs on; without it nothing is said of what depends on it. */
  machine?: Machine | undefined
}

/** Where a path stands, or the nearest of its parents. */
const locate = (path: string, offsets: ReadonlyMap<string, number>): number => {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[]*|\[\d+\]|^[^.[]*)$/, '')) {
    const offset = offsets.get(at)
    if (offset !== undefined) return offset
  }
  return 0
}

const NO_OFFSETS: ReadonlyMap<string, number> = new Map()

const findProblems = (text: string, {unknownKeys = 'error', machine}: ParseOptions) => {
  const {document, problems, position} = readKindYaml(text)
  if (!document) return {problems, position, offsets: NO_OFFSETS}
  const {value, problems: decoding, offsets} = decodeKindConfig(document.contents, unknownKeys)
  const place = ({word, ...problem}: RuleProblem): OffsetProblem => {
    const offset = locate(problem.path, offsets)
    const found = word === undefined ? -1 : text.indexOf(word, offset)
    return {...problem, offset: found === -1 ? offset : found}
  }
  const config: KindConfig = value
  // A root, a kind or an apiVersion of a wrong type is reported already.
  const isReported = decoding.some(({path, reason}) => reason === 'type' && /^(?:kind|apiVersion)?$/.test(path))
  const head = isReported ? undefined : headProblem(config)
  if (head && head.path === 'apiVersion' && head.suggestion === undefined) {
    return {problems: [...problems, place(head)], position, offsets}
  }
  const broken = [
    ...(head ? [head] : []),
    ...rules.flatMap(rule => rule(config)),
    ...(machine ? machineRule(config, machine) : []),
  ]
  return {config, problems: [...problems, ...decoding, ...broken.map(place)], position, offsets}
}

/** Problems in the order of the text, each once: what an alias repeats is wrong in one place only. */
const inOrder = (problems: readonly OffsetProblem[]): OffsetProblem[] => {
  const unique = new Map<string, OffsetProblem>()
  for (const problem of problems) {
    const same = `${problem.offset} ${problem.message}`
    if (!unique.has(same)) unique.set(same, problem)
  }
  return [...unique.values()].sort((a, b) => a.offset - b.offset).slice(0, MAX_PROBLEMS)
}

/**
 * Reads a config of kind (`kind.x-k8s.io/v1alpha4`) and finds everything that is wrong with it, without running kind.
 * Whatever kind accepts gets no error here, but for inputs larger than 1 MiB, nested more than 50 deep, or blown up
 * by aliases, and for more than 500 workers. It never throws.
 */
export const parseKindConfig = (text: string, options: ParseOptions = {}): ParsedKindConfig => {
  const {config, problems: found, position, offsets} = findProblems(text, options)
  const problems = inOrder(found).map(({offset, ...problem}) => ({...position(offset), ...problem}))
  const sound = config !== undefined && !problems.some(problem => problem.level === 'error')
  return {problems, lineOf: path => position(locate(path, offsets)).line, ...(sound && {config})}
}
