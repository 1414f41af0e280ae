import {chooseSymbols, createPaint} from '../printers/style.ts'
import {ciLog, createCiReporter} from '../workflow/reporters/ci.ts'
import {createQuietReporter} from '../workflow/reporters/quiet.ts'
import {reportFailure} from './report.ts'

/** A failure to write standard error is ignored, since there is nowhere to report it. */
export const ignoreUnwritable = (stream: NodeJS.WriteStream): NodeJS.WriteStream =>
  stream.removeAllListeners('error').on('error', () => {})

/**
 * Prints a failure outside a command.
 * @param command `kubectl kubia up`
 */
export const reportOutside = (failure: unknown, command: string, debug: boolean): void => {
  const output = ignoreUnwritable(process.stderr)
  const width = (output.isTTY && output.columns) || Number.POSITIVE_INFINITY
  const log = ciLog()
  const write = (text: string): unknown => output.write(text)
  const style = [chooseSymbols(), createPaint(output), width] as const
  const reporter = log ? createCiReporter(log, write, ...style) : createQuietReporter(write, ...style)
  reportFailure(failure, {reporter, command, debug})
}
