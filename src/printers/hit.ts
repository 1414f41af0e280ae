import {visibleLine} from '../text/visible.ts'
import {printValue} from './output.ts'
import {oneLine, type Paint, type Symbols, truncate} from './style.ts'

const MOST_ROWS = 20
const MOST_CHARACTERS = 40
const SHORTEST_BAR = 8

/** What is printed of the requests to a service. */
export interface PrintedHit {
  service: {metadata: {name: string; namespace?: string}}
  ingress?: string | undefined
  url: string
  forwarded: boolean
  requests: number
  answers: readonly {answer: string; isPod: boolean; count: number}[]
  losses: readonly {reason: string; count: number}[]
}

export type HitFormat = 'json' | 'yaml'

interface Row {
  label: string
  count: number
  isLost: boolean
}

const sum = (counted: readonly {count: number}[]): number => counted.reduce((total, {count}) => total + count, 0)

/** The rows: answers, what does not fit into twenty rows as one, and what was lost. */
const rowsOf = ({answers, losses}: PrintedHit, {more}: Symbols): Row[] => {
  const lost = losses.length === 0 ? [] : [{label: '<lost>', count: sum(losses), isLost: true}]
  const room = MOST_ROWS - lost.length
  const shown = answers.length > room ? answers.slice(0, room - 1) : answers
  const rest = answers.slice(shown.length)
  return [
    ...shown.map(({answer, count}) => ({label: oneLine(answer), count, isLost: false})),
    ...(rest.length === 0 ? [] : [{label: `${more} ${rest.length} others`, count: sum(rest), isLost: false}]),
    ...lost,
  ]
}

/**
 * A bar for each answer, and one for the requests that had none, at most twenty; a label and a bar take at most forty
 * characters each. @param width columns of the screen
 */
export const printHit = (hit: PrintedHit, symbols: Symbols, paint: Paint, width: number): string => {
  const rows = rowsOf(hit, symbols)
  const most = Math.max(...rows.map(({count}) => count))
  const digits = Math.max(...rows.map(({count}) => String(count).length))
  // A bar shrinks before a label does: a name that is cut is none.
  const room = Math.max(SHORTEST_BAR, width - digits - SHORTEST_BAR - 6)
  const labels = rows.map(({label}) => truncate(label, Math.min(MOST_CHARACTERS, room), symbols.more))
  const column = Math.max(...labels.map(label => [...label].length))
  const longest = Math.min(MOST_CHARACTERS, Math.max(SHORTEST_BAR, width - column - digits - 6))
  const lines = rows.map(({count, isLost}, index) => {
    const bar = symbols.bar.repeat(Math.max(1, Math.round((count / most) * longest)))
    const label = (labels[index] ?? '').padEnd(column)
    return `${label}   ${String(count).padStart(digits)}   ${paint(isLost ? 'fail' : 'ok', bar)}`
  })
  return lines.join('\n')
}

/** The same as one object. */
export const printHitObject = (
  {service, ingress, url, forwarded, requests, answers, losses}: PrintedHit,
  format: HitFormat,
): string => {
  const {name, namespace = 'default'} = service.metadata
  const answer = {
    ...(ingress !== undefined && {ingress}),
    service: name,
    namespace,
    url,
    forwarded,
    requests,
    answered: sum(answers),
    lost: sum(losses),
    answers: answers.map(({answer, isPod, count}) => ({answer: visibleLine(answer), pod: isPod, count})),
    losses,
  }
  return printValue(answer, format)
}
