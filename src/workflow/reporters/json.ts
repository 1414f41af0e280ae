import {formatAdvice} from '../../printers/advice.ts'
import {oneLine} from '../../printers/style.ts'
import {visible} from '../../text/visible.ts'
import type {Reporter, StepEvent} from './reporter.ts'
import {runTasks} from './run-tasks.ts'

/** One JSON object a line: `{time, event, task, detail, elapsedMs}`; the last line of a failed run has its code too. */
export const createJsonReporter = (write: (text: string) => unknown): Reporter => {
  const startedAt = performance.now()
  const emit = (event: object): void =>
    void write(`${visible(JSON.stringify({time: new Date().toISOString(), ...event}))}\n`)
  const sinceStart = (): number => Math.round(performance.now() - startedAt)
  const show = ({event, task, detail, elapsedMs}: StepEvent): void =>
    emit({event, task, detail: oneLine(detail), elapsedMs: Math.round(elapsedMs)})
  return {
    run: tasks => runTasks(tasks, show),
    show,
    say: () => {},
    note: text =>
      emit({event: 'progress', task: '', detail: oneLine([text].flat().join(' ')), elapsedMs: sinceStart()}),
    wait: () => {},
    fail({error, step, logs}) {
      const {evidence, log, fix, next, left} = error.details
      emit({
        event: 'fail',
        task: step?.title ?? '',
        detail: error.message,
        elapsedMs: Math.round(step?.elapsedMs ?? sinceStart()),
        code: error.code,
        exitCode: error.exit,
        evidence,
        log,
        fix: fix?.map(formatAdvice),
        next: next && formatAdvice(next),
        left,
        logs,
      })
    },
    close: () => {},
  }
}
