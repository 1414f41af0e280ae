import type {Exec} from '../process/exec.ts'
import type {CheckResult} from './check.ts'
import {createGround, type Wish} from './ground.ts'
import {CHECKS} from './index.ts'
import {runChecks, selectChecks} from './run-checks.ts'

/** Asks every check that matters to the provider, with the wished cluster in mind, else the one that `up` without a word would make. */
export const runDoctor = (exec: Exec, wish: Wish): Promise<CheckResult[]> =>
  runChecks(selectChecks(CHECKS, {provider: wish.provider}), createGround(exec, wish), {offerSim: true})
