import type {CheckResult, Wish} from '../cluster/check.ts'
import type {Exec} from '../process/exec.ts'
import {createGround} from './ground.ts'
import {checksFor} from './index.ts'
import {runChecks, waysOut} from './run-checks.ts'

/** Asks every check that matters to the provider, with the wished cluster in mind, else the one that `up` without a word would make. */
export const runDoctor = (exec: Exec, wish: Wish): Promise<CheckResult[]> => {
  const ground = createGround(exec, wish)
  return runChecks(checksFor(ground), ground, {waysOut: waysOut(wish.provider)})
}
