import {EXIT} from '../errors/catalogue.ts'
import type {KubiaError} from '../errors/kubia-error.ts'
import {visibleLine, withoutColours} from '../text/visible.ts'
import {columnsOf, wrapLine} from '../text/wrap.ts'
import {adviceBlock, renderWords} from './advice.ts'
import {formatElapsed} from './elapsed.ts'
import {inSymbols, oneLine, type Paint, type Symbols} from './style.ts'

const HEADLINE_WIDTH = 54
const MAX_EVIDENCE = 5
const MAX_LOG = 10
/** As much of one line as is shown, in characters. */
const MAX_LINE = 500

/** A failure, and where and when it happened. */
export interface Failure {
  error: KubiaError
  /** The step that failed, where there was one. */
  step?: {title: string; elapsedMs: number} | undefined
  /** The folder of the run's log, as a person writes it. */
  logs?: string | undefined
  /** The command line whose help explains the usage: `kubectl kubia up`. */
  command: string
  /** True with --debug: the stack trace is shown. */
  debug: boolean
}

/** A line of a message, in which other programs may be quoted: no control characters, not endless; its indent stays. */
const harmless = (line: string): string => {
  const text = oneLine(line.slice(0, 4 * MAX_LINE))
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
  return `${indent}${text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text}`
}

const headline = ({error, step}: Failure): {title: string; message?: string} => {
  if (!step) return {title: error.message}
  const elapsed = formatElapsed(step.elapsedMs)
  if (error.exit === EXIT.sigint) return {title: `Interrupted at '${step.title}' after ${elapsed}`}
  if (error.exit === EXIT.sigterm) return {title: `Ended at '${step.title}' after ${elapsed}`, message: error.message}
  return {title: `${step.title} failed after ${elapsed}`, message: error.message}
}

const stackOf = (error: KubiaError): string => {
  const cause = error.details.cause
  return (cause instanceof Error ? cause.stack : undefined) ?? error.stack ?? ''
}

/** What stands below the headline, indented. @param width columns that a line of words may take */
const body = ({error, logs, debug}: Failure, message: string | undefined, width: number): string[] => {
  const {evidence = [], log, fix = [], next, left} = error.details
  const room = width - 2
  const words = [
    ...(message ? message.split('\n').map(harmless) : []),
    ...evidence.slice(0, MAX_EVIDENCE).map(line => `  ${harmless(line.trim())}`),
    ...(log
      ? [
          `The end of the log of ${log.of}:`,
          ...log.lines.slice(-MAX_LOG).map(line => `  | ${harmless(withoutColours(line).trim())}`),
        ]
      : []),
  ]
  return [
    ...words.flatMap(line => renderWords(line, room)),
    ...adviceBlock({label: 'Fix', advice: fix}, room),
    ...adviceBlock({label: 'Then', advice: next ? [next] : []}, room),
    ...(left ? renderWords(`Left: ${left}`, room) : []),
    ...(logs ? renderWords(`Logs: ${logs}`, room) : []),
    ...(debug ? stackOf(error).split('\n').map(visibleLine) : []),
  ].map(line => `  ${line}`)
}

/** A usage error in kubectl's words: `error: …`, and where to read more. */
const formatUsage = (failure: Failure, width: number): string[] => {
  const {error, command} = failure
  const [first = '', ...rest] = error.message.split('\n').map(harmless)
  const isUsage = error.code === 'USAGE'
  const lines = isUsage
    ? [`error: ${first}`, ...rest]
    : [`error: ${first}  [${error.code}]`, ...rest.map(line => `  ${line}`)]
  return [
    // A tab before a suggestion stays, as kubectl has it.
    ...lines.flatMap(line => wrapLine(line, width, '  ')),
    ...body(failure, undefined, width),
    ...(isUsage ? renderWords(`See '${command} --help' for usage.`, width) : []),
  ]
}

/**
 * A failure as the last thing a run prints: what failed, the evidence (at most five raw lines), the fix, the next
 * command, what is left, where the log is. Invalid input is printed as kubectl prints it. Ends with a newline.
 * @param width columns that a line of words may take; commands are never broken
 */
export const formatFailure = (
  failure: Failure,
  symbols: Symbols,
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): string => {
  const {error} = failure
  if (error.exit === EXIT.usage) return inSymbols(`${formatUsage(failure, width).join('\n')}\n`, symbols)
  const {title, message} = headline(failure)
  const [whole = '', ...rest] = title.split('\n').map(harmless)
  const code = `[${error.code}]`
  // Of several problems each has its own code at its end.
  const first = whole.endsWith(code) ? whole.slice(0, -code.length).trimEnd() : whole
  const padded = `${first.padEnd(HEADLINE_WIDTH)}  ${code}`
  const isWide = columnsOf(padded) + 2 > width
  const [head = '', ...more] = renderWords(isWide ? `${first}  ${code}` : padded, width - 2)
  const lines = [
    `${paint('fail', symbols.fail)} ${head}`,
    ...more,
    ...rest.flatMap(line => renderWords(`  ${line}`, width)),
    ...body(failure, message, width),
  ]
  return inSymbols(`${lines.join('\n')}\n`, symbols)
}
