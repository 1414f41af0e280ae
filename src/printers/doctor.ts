import type {KubiaError} from '../errors/kubia-error.ts'
import {counted} from '../text/counted.ts'
import {visible, visibleLine} from '../text/visible.ts'
import {wrapLine} from '../text/wrap.ts'
import {adviceBlock, adviceData} from './advice.ts'
import {printValue} from './output.ts'
import {inSymbols, oneLine, type Paint, type Symbols} from './style.ts'

export type DoctorFormat = 'json' | 'yaml'

/** What is shown of a check. */
interface CheckRow {
  id: string
  title: string
  status: 'ok' | 'warning' | 'problem' | 'skipped'
  found: string
  /** The title of the check that reports why this one was skipped. */
  restsOn?: string
  trouble?: KubiaError
}

/** What doctor's answer looks like on this terminal. */
export interface DoctorStyle {
  symbols: Symbols
  paint: Paint
  /** Columns that a line of words may take; commands to copy are never broken. Infinite in a pipe. */
  width: number
}

const MARKS = {
  ok: {symbol: 'ok', tone: 'ok'},
  warning: {symbol: 'warn', tone: 'warn'},
  problem: {symbol: 'fail', tone: 'fail'},
} as const

const INDENT = '    '
/** What was found stands beside the title of its check where it has so many columns, else below it. */
const LEAST_ROOM = 24

const troubleLines = ({trouble}: CheckRow, {width, paint}: DoctorStyle): string[] => {
  if (!trouble) return []
  const {evidence = [], fix = []} = trouble.details
  const room = width - INDENT.length
  return [
    ...visible(trouble.message)
      .split('\n')
      .flatMap(line => wrapLine(line, room)),
    ...evidence.slice(0, 5).map(line => paint('dim', `  ${oneLine(line)}`)),
    ...adviceBlock({label: 'Fix', advice: fix}, room),
  ].map(line => INDENT + line)
}

const describe = (result: CheckRow, titleWidth: number, style: DoctorStyle): string => {
  const {status, title, found, trouble} = result
  const {symbol, tone} = MARKS[status === 'skipped' ? 'ok' : status]
  const text = trouble ? [found, `[${trouble.code}]`].filter(Boolean).join('  ') : found
  const mark = style.paint(tone, style.symbols[symbol])
  const below = troubleLines(result, style)
  const left = titleWidth + 5
  const room = style.width - left
  if (room < LEAST_ROOM) {
    const lines = wrapLine(visibleLine(text), style.width - INDENT.length).filter(Boolean)
    return [`${mark} ${title}`, ...lines.map(line => INDENT + line), ...below].join('\n')
  }
  const [first = '', ...rest] = wrapLine(visibleLine(text), room)
  const head = `${mark} ${title.padEnd(titleWidth)}   ${first}`.trimEnd()
  return [head, ...rest.map(line => ' '.repeat(left) + line), ...below].join('\n')
}

const count = (results: readonly CheckRow[], status: CheckRow['status']): number =>
  results.filter(result => result.status === status).length

/** `14 checks: 12 ok, 1 warning, 1 problem` */
const summary = (results: readonly CheckRow[]): string => {
  const parts = [
    `${count(results, 'ok')} ok`,
    ...(['warning', 'problem'] as const).flatMap(status => {
      const number = count(results, status)
      return number === 0 ? [] : [counted(number, status)]
    }),
  ]
  return `${counted(results.length - count(results, 'skipped'), 'check')}: ${parts.join(', ')}`
}

/** A check as scripts read it. */
const toItem = ({id, title, status, found, trouble}: CheckRow) => ({
  id,
  title,
  status,
  found,
  code: trouble?.code ?? null,
  message: trouble?.message ?? '',
  evidence: trouble?.details.evidence ?? [],
  fix: (trouble?.details.fix ?? []).map(adviceData),
})

/** `12 more checks rest on container engine and kind`; nothing where all could be made. */
const unmade = (results: readonly CheckRow[]): string[] => {
  const owners = results.flatMap(({restsOn}) => restsOn ?? [])
  if (owners.length === 0) return []
  const one = owners.length === 1
  return [
    `${one ? '1 more check rests' : `${owners.length} more checks rest`} on ${[...new Set(owners)].join(' and ')}`,
  ]
}

/**
 * The answer of `doctor`: a line a check, with the fix below what is not in order, and a summary. A check that has no
 * place on this machine is left out for people and `skipped` in JSON.
 */
export const printDoctor = (
  results: readonly CheckRow[],
  provider: string,
  format: DoctorFormat | undefined,
  style: DoctorStyle,
): string => {
  if (format !== undefined) {
    const answer = {apiVersion: 'kubia/v1alpha1', kind: 'Doctor', provider, checks: results.map(toItem)}
    return printValue(answer, format)
  }
  const shown = results.filter(({status}) => status !== 'skipped')
  const titleWidth = Math.max(...shown.map(({title}) => title.length))
  const lines = shown.map(result => describe(result, titleWidth, style))
  const rest = unmade(results).map(line => `${style.paint('dim', style.symbols.skip)} ${line}`)
  const end = ['', summary(results)].flatMap(line => wrapLine(line, style.width))
  return inSymbols(
    `${[...lines, ...rest.flatMap(line => wrapLine(line, style.width, '  ')), ...end].join('\n')}\n`,
    style.symbols,
  )
}
