import {chooseSymbols, createPaint, type StyledStream} from '../../printers/style.ts'
import {ciLog, createCiReporter} from './ci.ts'
import {createJsonReporter} from './json.ts'
import {createPlainReporter} from './plain.ts'
import {createQuietReporter} from './quiet.ts'
import type {Reporter} from './reporter.ts'
import {runTasks} from './run-tasks.ts'
import {createTtyReporter} from './tty.ts'

export const PROGRESS_MODES = ['auto', 'tty', 'plain', 'json', 'quiet'] as const
export type ProgressMode = (typeof PROGRESS_MODES)[number]
/** `answer`: as `auto`, for a command that answers with something and has no steps: it says what must be seen. */
export type ReporterMode = ProgressMode | 'answer'

type Output = StyledStream & {write(text: string): unknown}

/** `auto`: the live view where standard error is a terminal that can redraw a line, else plain lines. */
export const resolveProgress = (
  mode: ProgressMode,
  stream: StyledStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Exclude<ProgressMode, 'auto'> => {
  if (mode !== 'auto') return mode
  const canRedraw = stream.isTTY === true && env['TERM'] !== 'dumb' && stream.columns !== 0
  return canRedraw ? 'tty' : 'plain'
}

/** The reporter for a mode, writing to standard error or whatever takes its place. */
export const createReporter = (mode: ReporterMode, output: Output = process.stderr): Reporter => {
  if (mode === 'answer')
    return {...createReporter('auto', output), run: tasks => runTasks(tasks, () => {}), show: () => {}, say: () => {}}
  const symbols = chooseSymbols()
  const paint = createPaint(output)
  const write = (text: string): unknown => output.write(text)
  const width = (output.isTTY && output.columns) || Number.POSITIVE_INFINITY
  switch (resolveProgress(mode, output)) {
    case 'tty':
      return createTtyReporter(output, symbols, paint)
    case 'json':
      return createJsonReporter(write)
    case 'quiet':
      return createQuietReporter(write, symbols, paint, width)
    default: {
      const log = ciLog()
      return log
        ? createCiReporter(log, write, symbols, paint, width)
        : createPlainReporter(write, symbols, paint, width)
    }
  }
}
