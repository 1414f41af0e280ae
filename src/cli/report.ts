import {Errors} from '@oclif/core'
import type {Advice} from '../errors/advice.ts'
import {amend, asKubiaError, usageError} from '../errors/kubia-error.ts'
import {tildePath} from '../process/paths.ts'
import type {Run} from '../process/run.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import {WorkflowFailed} from '../workflow/workflow-failed.ts'

/** What a failing command is known by. */
export interface FailureContext {
  reporter: Reporter
  run?: Pick<Run, 'log'> | undefined
  /** Puts what the command works at into advice. */
  placeAdvice?: (advice: Advice) => Advice
  /** `kubectl kubia up`. */
  command: string
  debug: boolean
}

/** What oclif's parser refuses, in kubectl's manner; other errors as they are. */
const fromParser = (thrown: unknown): unknown => {
  if (!(thrown instanceof Errors.CLIError)) return thrown
  const [first = ''] = thrown.message.split('\n')
  // A value on the command line was checked before oclif saw it: this one is of the flag's variable, KUBIA_PROVIDER.
  const [, flag, value, allowed] = /^Expected --(\S+?)=(.*) to be one of: (.+)$/.exec(first) ?? []
  if (flag) {
    const variable = `KUBIA_${flag.replaceAll('-', '_').toUpperCase()}`
    return usageError(`invalid argument "${value}" for "--${flag}" flag (from ${variable}): must be one of ${allowed}`)
  }
  const unexpected = /^Unexpected arguments?: (.+)$/.exec(first)?.[1]
  if (unexpected) return usageError(`unexpected argument: ${unexpected}`)
  const missing = /^Missing \d+ required args?/.test(first)
    ? [...thrown.message.matchAll(/^([a-z-]+) {2,}/gm)].map(([, name]) => name?.toUpperCase())
    : []
  if (missing.length > 0) return usageError(`required argument not given: ${missing.join(', ')}`)
  const [, given, choices] = /^Expected (.*) to be one of: (.+)$/.exec(first) ?? []
  if (choices) return usageError(`invalid argument "${given}": must be one of ${choices}`)
  return usageError(first)
}

/** Prints a failure, once and last, and sets the exit code of its class. */
export const reportFailure = (
  thrown: unknown,
  {reporter, run, placeAdvice = advice => advice, command, debug}: FailureContext,
): void => {
  const failed = thrown instanceof WorkflowFailed ? thrown : undefined
  const cause = failed?.error ?? asKubiaError(fromParser(thrown))
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
