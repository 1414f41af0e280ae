import type {CheckRequest, CheckResult} from '../cluster/check.ts'
import type {Exec} from '../process/exec.ts'
import {createFacts} from './facts.ts'
import {checksFor} from './index.ts'
import {runChecks, waysOut} from './run-checks.ts'

/** Runs every check that matters to the provider, for the requested cluster, else for the one that `up` without arguments makes. */
export const runDoctor = (exec: Exec, request: CheckRequest): Promise<CheckResult[]> => {
  const facts = createFacts(exec, request)
  return runChecks(checksFor(facts), facts, {waysOut: waysOut(request.provider)})
}
