import {formatFailure} from '../../printers/failure.ts'
import type {Paint, Symbols} from '../../printers/style.ts'
import {markedLines, plainLines} from './line.ts'
import type {Reporter} from './reporter.ts'
import {runTasks} from './run-tasks.ts'

/** Nothing but what must be seen: warnings, echoed commands and the failure. @param width columns that words may take */
export const createQuietReporter = (
  write: (text: string) => unknown,
  symbols: Symbols,
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): Reporter => ({
  run: tasks => runTasks(tasks, () => {}),
  show: () => {},
  say: () => {},
  note: (text, mark) =>
    void write(`${mark ? markedLines(text, mark, {symbols, paint, width}) : plainLines(text, width)}\n`),
  wait: () => {},
  fail: failure => void write(formatFailure(failure, symbols, paint, width)),
  close: () => {},
})
