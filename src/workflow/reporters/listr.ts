import {Listr, type ListrRenderer, type ListrRendererTask, ListrTaskEventType, ListrTaskState} from 'listr2'
import type {StepEvent, Task} from './reporter.ts'

interface RendererOptions {
  show: (event: StepEvent) => void
  undoing: boolean
}

/** How a task of listr2 ends. */
const ENDS: Partial<Record<ListrTaskState, StepEvent['event']>> = {
  [ListrTaskState.COMPLETED]: 'ok',
  [ListrTaskState.FAILED]: 'fail',
}

/** Draws a list of listr2's by the events of its tasks: a task's output is what it waits for, and at its end its result. */
class StepRenderer implements ListrRenderer {
  static readonly nonTTY = true
  static readonly rendererOptions = {}
  static readonly rendererTaskOptions = {}
  readonly #tasks: ListrRendererTask<typeof StepRenderer>[]
  readonly #options: RendererOptions

  constructor(tasks: ListrRendererTask<typeof StepRenderer>[], options: RendererOptions) {
    this.#tasks = tasks
    this.#options = options
  }

  render(): void {
    for (const task of this.#tasks) this.#follow(task)
  }

  end(): void {}

  #follow(task: ListrRendererTask<typeof StepRenderer>): void {
    const {show, undoing} = this.#options
    let startedAt = 0
    const emit = (event: StepEvent['event'], detail: string): void =>
      show({event, task: task.title ?? '', detail, elapsedMs: performance.now() - startedAt, undoing})
    task.on(ListrTaskEventType.STATE, state => {
      const end = ENDS[state]
      if (end) return emit(end, end === 'ok' ? (task.output ?? '') : '')
      startedAt = performance.now()
      emit(undoing ? 'undo' : 'start', '')
    })
    task.on(ListrTaskEventType.OUTPUT, output => emit('progress', output))
  }
}

/**
 * Runs steps side by side as one list of listr2. Its own signal handling, rollback and exit are not used: they end the
 * process with 127, and undo only the task that failed.
 */
export const runList = async (tasks: readonly Task[], show: (event: StepEvent) => void): Promise<void> => {
  const list = tasks.map(({title, work}) => ({
    title,
    task: async (_: unknown, task: {output: string}) => {
      task.output = await work(detail => {
        task.output = detail
      })
    },
  }))
  await new Listr(list, {
    renderer: StepRenderer,
    rendererOptions: {show, undoing: tasks.some(({undoing}) => undoing)},
    registerSignalListeners: false,
    exitOnError: false,
    concurrent: true,
  }).run()
}
