import {asKubiaError} from '../errors/kubia-error.ts'
import {chooseSymbols, createPaint} from '../printers/style.ts'
import {Run} from '../process/run.ts'
import {ownSignals} from '../process/signals.ts'
import {ciLog, createCiReporter, GITHUB} from '../workflow/reporters/ci.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import {WorkflowFailed} from '../workflow/workflow-failed.ts'
import {KubiaFailed} from './kubia.ts'
import {createRunner, type Runner} from './runner.ts'

/** What the main and the post step stand on. */
export interface Action {
  run: Run
  runner: Runner
  reporter: Reporter
  env: NodeJS.ProcessEnv
  /** Does work that is shown as a step; seconds go into `seconds`. @returns what the work comes to */
  step<T>(title: string, work: () => Promise<{detail: string; value: T}>): Promise<T>
  /** Seconds by step. */
  seconds: Record<string, number>
}

/** A failure as kubia reports one, whatever it is a failure of. */
export const asFailed = (thrown: unknown): KubiaFailed => {
  if (thrown instanceof KubiaFailed) return thrown
  const error = thrown instanceof WorkflowFailed ? thrown.error : asKubiaError(thrown)
  const step = thrown instanceof WorkflowFailed ? thrown.step : undefined
  const {facts, ...details} = error.details
  return new KubiaFailed(
    {code: error.code, detail: error.message, task: step?.title, elapsedMs: step?.elapsedMs, mayPass: facts?.mayPass},
    error.exit,
    details,
  )
}

/** Adds a step's time to what it took before. */
export const count = (seconds: Record<string, number>, title: string, ms: number): void => {
  seconds[title] = Math.round(((seconds[title] ?? 0) + ms / 1000) * 10) / 10
}

/**
 * Runs a step of the action: the first signal ends what it does, a second one ends it at once, as the runner sends them
 * when a job is cancelled. A failure is shown once, and sets the exit code.
 * @param onFailure what is still to be told when it failed
 */
export const perform = async (
  work: (action: Action) => Promise<void>,
  onFailure: (action: Action, failure: KubiaFailed) => void = () => {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> => {
  // The runner reads both streams; on one, the order of lines is certain.
  const write = (text: string): boolean => process.stdout.write(text)
  const reporter = createCiReporter(ciLog(env) ?? GITHUB, write, chooseSymbols(env), createPaint({}))
  const run = new Run({verbosity: 0, timeoutMs: 0, note: line => reporter.note(line)})
  const giveBack = ownSignals(run)
  const seconds: Record<string, number> = {}
  const step = async <T>(title: string, job: () => Promise<{detail: string; value: T}>): Promise<T> => {
    let outcome: {value: T} | {thrown: unknown} | undefined
    const startedAt = performance.now()
    const shown = async (): Promise<string> => {
      try {
        const {detail, value} = await job()
        outcome = {value}
        return detail
      } catch (thrown) {
        outcome = {thrown}
        throw thrown
      }
    }
    await reporter.run([{title, undoing: false, work: shown}])
    const elapsedMs = performance.now() - startedAt
    count(seconds, title, elapsedMs)
    if (!outcome) throw new Error(`${title} has not ended`)
    if ('value' in outcome) return outcome.value
    if (outcome.thrown instanceof WorkflowFailed) throw outcome.thrown
    throw new WorkflowFailed(asKubiaError(outcome.thrown), {title, elapsedMs})
  }
  const action: Action = {run, runner: createRunner(env), reporter, env, step, seconds}
  try {
    await work(action)
  } catch (thrown) {
    const failed = asFailed(thrown)
    process.exitCode = failed.exitCode
    onFailure(action, failed)
    reporter.fail({error: failed.error, step: failed.step, logs: failed.logs, command: 'kubectl kubia', debug: false})
  } finally {
    reporter.close()
    giveBack()
    run.close()
  }
}
