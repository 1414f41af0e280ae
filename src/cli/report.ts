import type {Advice} from '../errors/advice.ts'
import {amend, asKubiaError} from '../errors/kubia-error.ts'
import {tildePath} from '../process/paths.ts'
import type {Run} from '../process/run.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import {WorkflowFailed} from '../workflow/workflow-failed.ts'

/** The command that failed, and how its failure is reported. */
export interface FailedCommand {
  reporter: Reporter
  run?: Pick<Run, 'log'> | undefined
  /** Adds the context and the namespace that the command works at to advice. */
  placeAdvice?: (advice: Advice) => Advice
  /** `kubectl kubia up`. */
  command: string
  debug: boolean
}

/** Prints a failure, once and last, and sets the exit code of its class. */
export const reportFailure = (
  thrown: unknown,
  {reporter, run, placeAdvice = advice => advice, command, debug}: FailedCommand,
): void => {
  const failed = thrown instanceof WorkflowFailed ? thrown : undefined
  const cause = failed?.error ?? asKubiaError(thrown)
  const {fix, next} = cause.details
  const placed = {fix: fix?.map(placeAdvice), next: next && placeAdvice(next)}
  reporter.fail({
    error: amend(cause, placed),
    step: failed?.step,
    logs: run?.log.directory && `${tildePath(run.log.directory)}/`,
    command,
    debug,
  })
  process.exitCode = cause.exit
}
