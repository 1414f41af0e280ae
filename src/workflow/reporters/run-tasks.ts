import type {StepEvent, Task} from './reporter.ts'

/** Runs steps side by side and shows their events. A step that fails is shown as failed, and ends nothing else. */
export const runTasks = async (tasks: readonly Task[], show: (event: StepEvent) => void): Promise<void> => {
  const runTask = async ({title, undoing, work}: Task): Promise<void> => {
    const startedAt = performance.now()
    const emit = (event: StepEvent['event'], detail: string): void =>
      show({event, task: title, detail, elapsedMs: performance.now() - startedAt, undoing})
    emit(undoing ? 'undo' : 'start', '')
    const ended = await work(detail => emit('progress', detail)).then(
      (detail): [StepEvent['event'], string] => ['ok', detail],
      (): [StepEvent['event'], string] => ['fail', ''],
    )
    emit(...ended)
  }
  await Promise.all(tasks.map(runTask))
}
