import {renderLine} from '../../src/printers/advice.ts'
import type {Reporter} from '../../src/workflow/reporters/reporter.ts'
import {runTasks} from '../../src/workflow/reporters/run-tasks.ts'

/** A reporter that keeps what it is shown, without times: `ok Preflight: 8 checks`. */
export const recordReporter = (): {reporter: Reporter; shown: string[]} => {
  const shown: string[] = []
  const show: Reporter['show'] = ({event, task, detail, undoing}) =>
    shown.push(`${undoing && event !== 'undo' ? 'undo ' : ''}${event} ${task}${detail && `: ${detail}`}`)
  const reporter: Reporter = {
    run: tasks => runTasks(tasks, show),
    show,
    say: line =>
      shown.push(`say ${typeof line === 'string' ? line : renderLine(line, Number.POSITIVE_INFINITY).join('\n')}`),
    note: line => shown.push(`note ${line}`),
    wait: () => {},
    fail: () => {},
    close: () => {},
  }
  return {reporter, shown}
}
