import {EXIT} from '../errors/catalogue.ts'
import {amend, asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {perform} from './perform.ts'
import type {Reporter} from './reporters/reporter.ts'
import type {FailedStep, Step} from './step.ts'

/** A failure of a task list: the error, and the step at which it happened. */
export class TasksFailed extends Error {
  readonly error: KubiaError
  readonly step: FailedStep

  constructor(error: KubiaError, step: FailedStep) {
    super(error.message, {cause: error})
    this.error = error
    this.step = step
  }
}

/** Takes back what the run made, last made first. Goes on after a failure. */
const unwind = async (run: Run, reporter: Reporter): Promise<{done: string[]; left: string[]}> => {
  const done: string[] = []
  const left: string[] = []
  const entries = run.takeUndo()
  const timer =
    run.undoUntil === undefined
      ? undefined
      : setTimeout(() => run.abort(outOfTime()), Math.max(0, run.undoUntil - performance.now()))
  for (const {title, undo} of entries) {
    const task = async (): Promise<string> => {
      const result = await undo()
      if (result) done.push(result)
      return result
    }
    try {
      await perform([{title, task}], {reporter, undoing: true, onFail: () => {}})
    } catch (error) {
      run.log?.write(`undo failed: ${error instanceof Error ? error.stack : String(error)}`)
      left.push(`${title} failed: ${(error as Error).message}`)
    }
  }
  clearTimeout(timer)
  return {done, left}
}

const outOfTime = (): KubiaError =>
  new KubiaError('TERMINATED', 'there was no time left for it; the next up or down does the rest')

/** Collects the logs that show why the run failed. A signal ends that, and so does nothing else: the failure counts. */
const collect = async (run: Run, reporter: Reporter): Promise<void> => {
  if (!run.hasEvidence) return
  run.renewSignal()
  const task = async (): Promise<string> => (await run.collectEvidence()) ?? ''
  try {
    await perform([{title: 'Collect logs', task}], {reporter, undoing: false, onFail: () => {}})
  } catch (error) {
    run.log?.write(`collecting logs failed: ${error instanceof Error ? error.stack : String(error)}`)
  }
}

/** A step that does not begin once the run is aborted, whether or not it asks another program. */
const guarded =
  (run: Run) =>
  (step: Step): Step => ({
    ...step,
    task: async report => {
      run.signal.throwIfAborted()
      return step.task(report)
    },
  })

export interface RunTasksOptions {
  /** True: a failing step does not keep the following ones from running. */
  keepGoing?: boolean
  /** The command line that does what an interrupted run did not. */
  again?: string
}

/**
 * Runs a workflow. On a failure or a signal, at whatever step, what the run made is taken back, also what finished
 * steps made; not where the error says that it is to be kept.
 * @throws TasksFailed with the first error and its step.
 */
export const runTasks = async (
  steps: readonly Step[],
  run: Run,
  reporter: Reporter,
  options: RunTasksOptions = {},
): Promise<void> => {
  let failed: FailedStep | undefined
  run.note = line => reporter.note(line)
  const onFail = (step: FailedStep): void => {
    failed = step
  }
  try {
    await perform(steps.map(guarded(run)), {reporter, undoing: false, keepGoing: options.keepGoing ?? false, onFail})
    // A signal that came while the last step did not listen must not be lost.
    run.signal.throwIfAborted()
  } catch (thrown) {
    run.log?.write(`failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`)
    const cause = asKubiaError(run.signal.aborted ? run.signal.reason : thrown)
    const interrupted = cause.exit === EXIT.sigint || cause.exit === EXIT.sigterm
    const error = interrupted && options.again !== undefined ? amend(cause, {next: options.again}) : cause
    const step = failed ?? {title: steps.at(-1)?.title ?? '', elapsedMs: run.elapsedMs}
    // Interrupted, a run is to be over soon; otherwise what is undone could no longer be looked at.
    if (!interrupted) await collect(run, reporter)
    if (error.details.keep) throw new TasksFailed(error, step)
    const {done, left} = await unwind(run, reporter)
    const stays = [...left, ...run.retained]
    if (stays.length > 0) throw new TasksFailed(amend(error, {left: stays.join('; ')}), step)
    throw new TasksFailed(done.length > 0 ? amend(error, {left: `nothing (${done.join(', ')})`}) : error, step)
  }
}
