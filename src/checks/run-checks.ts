import type {Check, CheckResult} from '../cluster/check.ts'
import {Unanswered} from '../cluster/fact.ts'
import type {ProviderName} from '../cluster/provider.ts'
import {WAYS_OUT, wayOutOf} from '../cluster/providers/summaries.ts'
import {isProviderMissing} from '../cluster/registry.ts'
import {type Advice, type CommandAdvice, distinctAdvice, kubiaAdvice} from '../errors/advice.ts'
import {amend, asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import type {MachineFacts} from './facts.ts'

/**
 * More than the programs that a check waits for may take one after the other: what it looks at beside them, a file
 * system for example, can hang too. In ms.
 */
const CHECK_LIMIT_MS = 45_000

/** The line that makes a cluster of a provider, by its name, where it can do without what others lack. */
const LINES: ReadonlyMap<ProviderName, CommandAdvice> = new Map(
  WAYS_OUT.map(({provider, makes}) => [
    provider,
    kubiaAdvice(['up', '--provider', provider], `or makes ${makes}, without a container engine`),
  ]),
)

/** The lines that make a cluster another way than with a provider. */
export const waysOut = (provider: ProviderName): Advice[] =>
  [...LINES].flatMap(([name, line]) => (name === provider ? [] : line))

const withLimit = async <T>(title: string, limitMs: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new KubiaError('CHECK_TIMEOUT', `${title}: no answer within ${limitMs / 1000}s`, {
            fix: [kubiaAdvice(['doctor', '-v'], 'names each program that it asks, and how long that took')],
          }),
        ),
      limitMs,
    )
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

/** A time-out inside a check is something that the environment lacks: an answer. */
const problemFrom = (error: unknown): KubiaError => {
  const known = asKubiaError(error)
  return known.code === 'TIMEOUT' ? new KubiaError('CHECK_TIMEOUT', known.message, known.details) : known
}

export interface CheckOptions {
  /** Lines that lead to a cluster another way, where `up` is what the user is at. */
  waysOut?: readonly Advice[]
  limitMs?: number
}

const withWayOut = (check: Check<MachineFacts>, problem: KubiaError, {waysOut = []}: CheckOptions): KubiaError =>
  check.hasWayOut && waysOut.length > 0
    ? new KubiaError(problem.code, problem.message, {
        ...problem.details,
        fix: [...(problem.details.fix ?? []), ...waysOut],
      })
    : problem

const runCheck = async (
  check: Check<MachineFacts>,
  facts: MachineFacts,
  options: CheckOptions,
): Promise<CheckResult> => {
  const {id, title} = check
  try {
    const finding = await withLimit(title, options.limitMs ?? CHECK_LIMIT_MS, check.run(facts))
    if (typeof finding === 'string') return {id, title, status: 'ok', found: finding}
    if ('skipped' in finding) return {id, title, status: 'skipped', found: finding.skipped}
    return {id, title, status: 'warning', found: finding.found, trouble: finding.warning}
  } catch (error) {
    if (error instanceof Unanswered) return {id, title, status: 'skipped', found: error.message, restsOn: error.owner}
    return {id, title, status: 'problem', found: '', trouble: withWayOut(check, problemFrom(error), options)}
  }
}

/**
 * Runs checks side by side, each within a limit; a failing one does not keep the others from being asked.
 * @throws the reason of the run's signal where the run was ended: what its checks lack says nothing of the machine
 */
export const runChecks = async (
  checks: readonly Check<MachineFacts>[],
  facts: MachineFacts,
  options: CheckOptions = {},
): Promise<CheckResult[]> => {
  const results = await Promise.all(checks.map(check => runCheck(check, facts, options)))
  facts.exec.signal?.().throwIfAborted()
  return results
}

/**
 * On a machine without a container engine, what the provider lacks is mended by one line, which makes a cluster that
 * needs none, and followed by one that keeps that provider; `doctor` has the lines that install an engine.
 */
export const withoutEngine = (results: readonly CheckResult[], provider: ProviderName): CheckResult[] => {
  const way = wayOutOf(provider)
  if (!way || !results.some(({trouble}) => trouble?.code === 'ENGINE_MISSING')) return [...results]
  const fix = [kubiaAdvice(['up', '--provider', way.provider], `makes ${way.makes}, without a container engine`)]
  const next = kubiaAdvice(['config', 'set', 'provider', way.provider], 'keeps that for later')
  return results.map(result =>
    isProviderMissing(result.trouble) ? {...result, trouble: amend(result.trouble, {fix, next})} : result,
  )
}

const unique = (lines: readonly string[]): string[] => [...new Set(lines)]

/** The ways out once, behind what mends the causes. */
const waysLast = (fix: readonly Advice[]): Advice[] => {
  const ways: Advice[] = [...LINES.values()]
  return [...fix.filter(advice => !ways.includes(advice)), ...ways.filter(advice => fix.includes(advice))]
}

/** What warns, in the order of the checks. */
export const warningsOf = (results: readonly CheckResult[]): KubiaError[] =>
  results.flatMap(({status, trouble}) => (status === 'warning' && trouble ? [trouble] : []))

/** All problems that checks found, as one error. */
export const problemOf = (results: readonly CheckResult[]): KubiaError | undefined =>
  joinProblems(results.flatMap(({status, trouble}) => (status === 'problem' && trouble ? [trouble] : [])))

/** All problems as one error: the first one's code, every message and every fix once. Undefined where there is none. */
export const joinProblems = (problems: readonly KubiaError[]): KubiaError | undefined => {
  const [first] = problems
  if (!first || problems.length === 1) return first
  const messages = unique(problems.map(problem => `${problem.message}  [${problem.code}]`))
  if (messages.length === 1) return first
  return new KubiaError(first.code, messages.join('\n'), {
    evidence: unique(problems.flatMap(problem => problem.details.evidence ?? [])),
    fix: waysLast(distinctAdvice(problems.flatMap(problem => problem.details.fix ?? []))),
    next: first.details.next,
    cause: first,
  })
}
