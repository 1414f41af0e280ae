import type {HitResult, HttpAnswer} from './hit.ts'

/** What answers are grouped by: the first line of the body, a header, or the status. */
export type GroupBy = 'body' | 'status' | {header: string}

/** Equal answers, and how many there were. */
export interface CountedAnswer {
  /** What its group is called: `You've hit kubia`, `200`; a pod's name where it names one. */
  answer: string
  /** True where `answer` is the name of one of the service's pods. */
  isPod: boolean
  count: number
}

/** Why requests had no answer, and how many. */
export interface CountedLoss {
  reason: string
  count: number
}

/** The results of the requests to a service, counted. */
export interface Tally {
  /** The most frequent first. */
  answers: CountedAnswer[]
  losses: CountedLoss[]
}

/** The group of an answer; `<none>` where it has no such header, `<empty>` where its body has no line. */
const keyOf = ({status, headers, firstLine}: HttpAnswer, by: GroupBy): string => {
  if (by === 'body') return firstLine || '<empty>'
  if (by === 'status') return String(status)
  return [headers[by.header]].flat().join(', ') || '<none>'
}

/** The names of the headers that answers have, where none has the one that they are told apart by; else undefined. */
export const headersInstead = (results: readonly HitResult[], by: GroupBy): string[] | undefined => {
  const headers = results.flatMap(result => ('answer' in result ? [result.answer.headers] : []))
  if (typeof by !== 'object' || headers.length === 0 || headers.some(some => some[by.header] !== undefined))
    return undefined
  return [...new Set(headers.flatMap(Object.keys))].sort()
}

/** The words of a text that may be a pod's name. */
const NAME = /[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g

const podIn = (text: string, pods: ReadonlySet<string>): string | undefined =>
  text.match(NAME)?.find(word => pods.has(word))

const countBy = (keys: readonly string[]): [key: string, count: number][] =>
  [...Map.groupBy(keys, key => key)]
    .map(([key, {length}]): [string, number] => [key, length])
    .sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1))

/** Counts equal answers. @param pods the names of the service's pods: an answer that names one is shown as this pod */
export const tallyHits = (results: readonly HitResult[], by: GroupBy, pods: ReadonlySet<string>): Tally => {
  const keys = results.flatMap(result => ('answer' in result ? [keyOf(result.answer, by)] : []))
  const named = keys.map(key => (by === 'status' ? key : (podIn(key, pods) ?? key)))
  return {
    answers: countBy(named).map(([answer, count]) => ({answer, isPod: pods.has(answer), count})),
    losses: countBy(results.flatMap(result => ('lost' in result ? [result.lost] : []))).map(([reason, count]) => ({
      reason,
      count,
    })),
  }
}

/** The sum of some counts. */
export const sumOf = (counted: readonly {count: number}[]): number => counted.reduce((sum, {count}) => sum + count, 0)
