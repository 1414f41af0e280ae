import {Listr, type ListrRendererFactory, ListrTaskEventType, type ListrTaskObject, ListrTaskState} from 'listr2'
import type {Reporter, StepEvent} from './reporters/reporter.ts'
import type {FailedStep, Step} from './step.ts'

export interface PerformOptions {
  reporter: Reporter
  /** True where the steps take something back. */
  undoing: boolean
  /** True: a failing step does not keep the following ones from running. */
  keepGoing?: boolean
  onFail: (step: FailedStep) => void
}

type Task = ListrTaskObject<unknown, ListrRendererFactory, ListrRendererFactory>

const EVENTS: Partial<Record<ListrTaskState, StepEvent['event']>> = {
  [ListrTaskState.COMPLETED]: 'ok',
  [ListrTaskState.SKIPPED]: 'skip',
  [ListrTaskState.FAILED]: 'fail',
}

/** A listr2 renderer that turns the states of tasks into step events for one of our reporters. */
const rendererFor = (options: PerformOptions, results: ReadonlyMap<string, string>): ListrRendererFactory =>
  class {
    static rendererOptions = {}
    static rendererTaskOptions = {}
    static nonTTY = true
    readonly #tasks: Task[]

    constructor(tasks: Task[]) {
      this.#tasks = tasks
    }

    render(): void {
      for (const task of this.#tasks) this.#follow(task)
    }

    #follow(task: Task): void {
      let startedAt = 0
      let shown = false
      const title = String(task.title)
      const show = (event: StepEvent['event'], detail: string): void => {
        const elapsedMs = performance.now() - startedAt
        options.reporter.show({event, task: title, detail, elapsedMs, undoing: options.undoing})
        if (event === 'fail') options.onFail({title, elapsedMs})
      }
      task.on(ListrTaskEventType.STATE, state => {
        if (state === ListrTaskState.STARTED) startedAt = performance.now()
        const event = EVENTS[state]
        const leftOut = event === 'skip' && !results.has(title)
        if (event && !leftOut) show(event, results.get(title) ?? '')
      })
      // For listr2 a step that is skipped has started too; for us it starts with its first output, which is empty.
      task.on(ListrTaskEventType.OUTPUT, output => {
        if (shown) return show('progress', output)
        shown = true
        show(options.undoing ? 'undo' : 'start', '')
      })
    }

    end(): void {}
  } as unknown as ListrRendererFactory

/**
 * Runs steps one after the other, drawn by a reporter; listr2 only keeps the order and tells the states. Its own signal
 * handling, rollback and exit are not used (they end the process with 127, and undo only the task that failed).
 * @throws what the failing step threw; with `keepGoing` the last one, which sums up.
 */
export const perform = async (steps: readonly Step[], options: PerformOptions): Promise<void> => {
  const results = new Map<string, string>()
  const failures: unknown[] = []
  /** listr2 shows no failure of a `skip`: the task itself fails with what its `skip` threw. */
  const unanswered = new Map<string, unknown>()
  const tasks = steps.map(({title, skip, task}) => ({
    title,
    skip: async () => {
      try {
        const reason = await skip?.()
        if (typeof reason === 'string') results.set(title, reason)
        return reason ?? false
      } catch (error) {
        unanswered.set(title, error)
        return false
      }
    },
    task: async (_: unknown, wrapper: {output: string}) => {
      wrapper.output = ''
      try {
        if (unanswered.has(title)) throw unanswered.get(title)
        const result = await task(detail => {
          wrapper.output = detail
        })
        results.set(title, result)
      } catch (error) {
        failures.push(error)
        throw error
      }
    },
  }))
  await new Listr(tasks, {
    renderer: rendererFor(options, results),
    registerSignalListeners: false,
    exitOnError: !options.keepGoing,
    concurrent: false,
  }).run()
  if (failures.length > 0) throw failures.at(-1)
}
