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

/** All problems as one error: the first one's code, every message, every fix. Undefined where there is none. */
export const problemOf = (results: readonly CheckResult[]): KubiaError | undefined => {
  const problems = results.flatMap(({problem}) => (problem ? [problem] : []))
  const [first] = problems
  if (!first || problems.length === 1) return first
  const message = problems.map(problem => `${problem.message}  [${problem.code}]`).join('\n')
  return new KubiaError(first.code, message, {
    evidence: problems.flatMap(problem => problem.details.evidence ?? []),
    fix: problems.flatMap(problem => problem.details.fix ?? []),
    next: first.details.next,
    cause: first,
  })
}
