import {adviceData, renderLine} from '../../printers/advice.ts'
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
    note(text) {
      const lines = [text].flat()
      const advice = lines.flatMap(line => (typeof line === 'object' && 'advice' in line ? line.advice : []))
      const words = lines.filter(line => typeof line === 'string' || !('advice' in line))
      emit({
        event: 'progress',
        task: '',
        detail: oneLine(words.flatMap(line => renderLine(line, Number.POSITIVE_INFINITY)).join(' ')),
        elapsedMs: sinceStart(),
        ...(advice.length > 0 && {fix: advice.map(adviceData)}),
      })
    },
    wait: () => {},
    fail({error, step, logs}) {
      const {evidence, log, fix, next, left, facts} = error.details
      emit({
        event: 'fail',
        task: step?.title ?? '',
        detail: error.message,
        elapsedMs: Math.round(step?.elapsedMs ?? sinceStart()),
        code: error.code,
        exitCode: error.exit,
        mayPass: facts?.mayPass,
        evidence,
        log,
        fix: fix?.map(adviceData),
        next: next && adviceData(next),
        left,
        logs,
      })
    },
    close: () => {},
  }
}
