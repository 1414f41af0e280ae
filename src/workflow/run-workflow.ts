import type {CommandAdvice} from '../errors/advice.ts'
import {EXIT} from '../errors/catalogue.ts'
import {amend, asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import type {Line} from '../printers/advice.ts'
import type {Run} from '../process/run.ts'
import type {Reporter, Task} from './reporters/reporter.ts'
import type {Action, Done, FailedStep, Report, Step, Work} from './step.ts'
import type {Look, Workflow} from './workflow.ts'
import {WorkflowFailed} from './workflow-failed.ts'

/** A workflow whose steps run, each drawn by a reporter. */
class RunningWorkflow implements Workflow {
  readonly run: Run
  readonly #reporter: Reporter
  /** The step that failed last. */
  failed: FailedStep | undefined
  /** The step that was reached last. */
  reached: string | undefined

  constructor(run: Run, reporter: Reporter) {
    this.run = run
    this.#reporter = reporter
  }

  async step<T>(title: string, work: Work<T> | Action<T>): Promise<T> {
    const {task, result} = this.#taskOf({title, work})
    await this.#reporter.run([task])
    return result
  }

  readonly act = <T>(action: Action<T>, report: Report): Promise<Done<T>> => action.run(report)

  async together<A, B>(first: Step<A>, second: Step<B>): Promise<[A, B]> {
    const [endFirst, endSecond] = [new AbortController(), new AbortController()]
    const a = this.#taskOf(first, endFirst.signal)
    const b = this.#taskOf(second, endSecond.signal)
    a.result.catch(error => endSecond.abort(error))
    b.result.catch(error => endFirst.abort(error))
    await this.#reporter.run([a.task, b.task])
    // The first one's failure is the one that is thrown.
    this.failed = a.failed() ?? b.failed()
    return Promise.all([a.result, b.result])
  }

  readonly skip = (title: string, why: string): void => {
    this.reached = title
    this.#reporter.show({event: 'skip', task: title, detail: why, elapsedMs: 0, undoing: false})
  }

  readonly look: Look = ask => ask()

  readonly lookHere = this.look

  onEmptyCluster(): this {
    return this
  }

  readonly say = (line: Line): void => {
    this.#reporter.say(line)
  }

  readonly note = (text: Line | readonly Line[], mark?: 'warn'): void => {
    this.#reporter.note(text, mark)
  }

  /**
   * A step for the reporter, the promise of what it ends with, and how it failed, once it is over. It does not begin once
   * the run is aborted.
   */
  #taskOf<T>(
    {title, work}: Step<T>,
    beside?: AbortSignal,
  ): {task: Task; result: Promise<T>; failed: () => FailedStep | undefined} {
    let failed: FailedStep | undefined
    const {promise, resolve, reject} = Promise.withResolvers<T>()
    // Looked at once the reporter is done: a rejection in between is no stray one.
    promise.catch(() => {})
    const begin = typeof work === 'function' ? work : work.run
    const task: Task = {
      title,
      undoing: false,
      work: async report => {
        const startedAt = performance.now()
        this.reached = title
        try {
          this.run.signal.throwIfAborted()
          const {detail, value} = await begin(report, beside)
          resolve(value)
          return detail
        } catch (error) {
          failed = {title, elapsedMs: performance.now() - startedAt}
          this.failed = failed
          reject(error)
          throw error
        }
      },
    }
    return {task, result: promise, failed: () => failed}
  }
}

/** Takes back what the run made, last made first. Goes on after a failure. */
const unwind = async (run: Run, reporter: Reporter): Promise<{done: string[]; left: string[]}> => {
  const done: string[] = []
  const left: string[] = []
  // The signal is aborted already: undoing runs under a new one.
  run.cancellation.renew()
  const entries = run.undo.take()
  const timer =
    run.undo.until === undefined
      ? undefined
      : setTimeout(() => run.cancellation.abort(outOfTime()), Math.max(0, run.undo.until - performance.now()))
  for (const {title, undo} of entries) {
    const work = async (): Promise<string> => {
      try {
        const result = await undo()
        if (result) done.push(result)
        return result
      } catch (error) {
        run.log.write(`undo failed: ${error instanceof Error ? error.stack : String(error)}`)
        left.push(`${title} failed: ${(error as Error).message}`)
        throw error
      }
    }
    await reporter.run([{title, undoing: true, work}])
  }
  clearTimeout(timer)
  return {done, left}
}

const outOfTime = (): KubiaError =>
  new KubiaError('TERMINATED', 'there was no time left for it; the next up or down does the rest')

/** Collects the logs that show why the run failed. Only a signal ends that: the failure of the run is what counts. */
const collect = async (run: Run, reporter: Reporter): Promise<void> => {
  if (!run.log.hasEvidence) return
  run.cancellation.renewToExplain()
  const work = async (): Promise<string> => {
    try {
      return (await run.log.collectEvidence()) ?? ''
    } catch (error) {
      run.log.write(`collecting logs failed: ${error instanceof Error ? error.stack : String(error)}`)
      throw error
    }
  }
  await reporter.run([{title: 'Collect logs', undoing: false, work}])
}

/** Ends a run that failed: evidence first, then what it made is taken back. @returns the failure, with what is left */
const endFailed = async (
  thrown: unknown,
  flow: RunningWorkflow,
  reporter: Reporter,
  again: CommandAdvice | undefined,
) => {
  const {run} = flow
  run.log.write(`failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`)
  const cause = asKubiaError(run.cancellation.reason ?? thrown)
  const interrupted = cause.exit === EXIT.sigint || cause.exit === EXIT.sigterm
  const error = interrupted && again !== undefined ? amend(cause, {next: again}) : cause
  const {failed, reached} = flow
  const step = failed ?? (reached === undefined ? undefined : {title: reached, elapsedMs: run.elapsedMs})
  // Interrupted, a run is to be over soon; otherwise what is undone could no longer be looked at.
  if (!interrupted) await collect(run, reporter)
  if (error.details.keep) return new WorkflowFailed(error, step)
  const {done, left} = await unwind(run, reporter)
  const stays = [...left, ...run.undo.retained]
  if (stays.length > 0) return new WorkflowFailed(amend(error, {left: stays.join('; ')}), step)
  return new WorkflowFailed(done.length > 0 ? amend(error, {left: `nothing (${done.join(', ')})`}) : error, step)
}

/**
 * Runs a workflow. On a failure or a signal, at whatever step, what the run made is taken back, also what finished
 * steps made; not where the error says that it is to be kept.
 * @param again the command line that does what an interrupted run did not
 * @returns what the workflow ends with. @throws WorkflowFailed with the error and its step
 */
export const runWorkflow = async <T>(
  workflow: (flow: Workflow) => Promise<T>,
  run: Run,
  reporter: Reporter,
  {again}: {again?: CommandAdvice | undefined} = {},
): Promise<T> => {
  const flow = new RunningWorkflow(run, reporter)
  try {
    const result = await workflow(flow)
    // A signal that came while the last step did not listen must not be lost.
    run.signal.throwIfAborted()
    return result
  } catch (thrown) {
    throw await endFailed(thrown, flow, reporter, again)
  }
}
