import {EXIT} from '../errors/catalogue.ts'
import {amend, asKubiaError, type KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import type {Face} from './faces/face.ts'
import {perform} from './perform.ts'
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
const unwind = async (run: Run, face: Face): Promise<{done: string[]; left: string[]}> => {
  const done: string[] = []
  const left: string[] = []
  for (const {title, undo} of run.takeUndo()) {
    const task = async (): Promise<string> => {
      const result = await undo()
      if (result) done.push(result)
      return result
    }
    try {
      await perform([{title, task}], {face, undoing: true, onFail: () => {}})
    } catch (error) {
      run.log?.write(`undo failed: ${error instanceof Error ? error.stack : String(error)}`)
      left.push(`${title} failed: ${(error as Error).message}`)
    }
  }
  return {done, left}
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
  face: Face,
  options: RunTasksOptions = {},
): Promise<void> => {
  let failed: FailedStep | undefined
  run.note = line => face.note(line)
  const onFail = (step: FailedStep): void => {
    failed = step
  }
  try {
    await perform(steps.map(guarded(run)), {face, undoing: false, keepGoing: options.keepGoing ?? false, onFail})
    // A signal that came while the last step did not listen must not be lost.
    run.signal.throwIfAborted()
  } catch (thrown) {
    run.log?.write(`failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`)
    const cause = asKubiaError(run.signal.aborted ? run.signal.reason : thrown)
    const interrupted = cause.exit === EXIT.sigint || cause.exit === EXIT.sigterm
    const error = interrupted && options.again !== undefined ? amend(cause, {next: options.again}) : cause
    const step = failed ?? {title: steps.at(-1)?.title ?? '', elapsedMs: run.elapsedMs}
    if (error.details.keep) throw new TasksFailed(error, step)
    const {done, left} = await unwind(run, face)
    const stays = [...left, ...run.retained]
    if (stays.length > 0) throw new TasksFailed(amend(error, {left: stays.join('; ')}), step)
    throw new TasksFailed(done.length > 0 ? amend(error, {left: `nothing (${done.join(', ')})`}) : error, step)
  }
}
