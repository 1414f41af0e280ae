import {Errors} from '@oclif/core'
import {amend, asKubiaError, type KubiaError, usageError} from '../errors/kubia-error.ts'
import {tildePath} from '../process/paths.ts'
import type {Run} from '../process/run.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import type {FailedStep} from '../workflow/step.ts'

/** What a failing command is known by. */
export interface FailureContext {
  reporter: Reporter
  run?: Run | undefined
  /** `kubectl kubia up`. */
  command: string
  debug: boolean
}

/** A TasksFailed, told by its shape: the class itself lives with listr2, which most commands never load. */
const tasksFailure = (thrown: unknown): {error: KubiaError; step: FailedStep} | undefined =>
  thrown instanceof Error && 'step' in thrown && 'error' in thrown
    ? (thrown as unknown as {error: KubiaError; step: FailedStep})
    : undefined

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
export const reportFailure = (thrown: unknown, {reporter, run, command, debug}: FailureContext): void => {
  const failed = tasksFailure(thrown)
  const cause = failed?.error ?? asKubiaError(fromParser(thrown))
  const {fix, next} = cause.details
  const placed = run && {fix: fix?.map(run.placeAdvice), next: next && run.placeAdvice(next)}
  reporter.fail({
    error: placed ? amend(cause, placed) : cause,
    step: failed?.step,
    logs: run?.log && `${tildePath(run.log.directory)}/`,
    command,
    debug,
  })
  process.exitCode = cause.exit
}
