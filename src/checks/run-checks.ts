import {asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import type {Check, CheckResult} from './check.ts'

/** Runs checks side by side; a failing one does not keep the others from being asked. */
export const runChecks = (checks: readonly Check[]): Promise<CheckResult[]> =>
  Promise.all(
    checks.map(async ({title, run}): Promise<CheckResult> => {
      try {
        return {title, found: await run()}
      } catch (error) {
        return {title, found: '', problem: asKubiaError(error)}
      }
    }),
  )

const unique = (lines: readonly string[]): string[] => [...new Set(lines)]

/** All problems as one error: the first one's code, every message and every fix once. Undefined where there is none. */
export const problemOf = (results: readonly CheckResult[]): KubiaError | undefined => {
  const problems = results.flatMap(({problem}) => (problem ? [problem] : []))
  const [first] = problems
  if (!first || problems.length === 1) return first
  const messages = unique(problems.map(problem => `${problem.message}  [${problem.code}]`))
  if (messages.length === 1) return first
  return new KubiaError(first.code, messages.join('\n'), {
    evidence: unique(problems.flatMap(problem => problem.details.evidence ?? [])),
    fix: unique(problems.flatMap(problem => problem.details.fix ?? [])),
    next: first.details.next,
    cause: first,
  })
}
