import type {Endpoints, KubeEvent, KubeObject} from '../types.ts'
import {sentenceOf, sentenceOfEndpoints, sentenceOfStored} from './sentences.ts'
import {firstTime, lastTime, preciseTime} from './times.ts'

/** Something that happened, in a sentence. */
export interface Moment {
  /** When it came first and last, in ms since the epoch. */
  time: number
  last: number
  /** For the order, in ns since the epoch. */
  at: bigint
  times: number
  sentence: string
  /** The kind and name of what it is about: `pod/kubia`. */
  object: string
  /** `Normal` or `Warning`. */
  type: string
}

const nanoseconds = (ms: number): bigint => BigInt(Math.floor(ms)) * 1_000_000n

/** What an event says. */
export const momentOf = (event: KubeEvent): Moment => {
  const {kind = '', name = ''} = event.involvedObject ?? {}
  return {
    time: firstTime(event),
    last: lastTime(event),
    at: preciseTime(event),
    times: event.series?.count ?? event.count ?? 1,
    sentence: sentenceOf(event),
    object: `${kind.toLowerCase()}/${name}`,
    type: event.type ?? 'Normal',
  }
}

/** A moment that comes from no event. */
const plain = ({kind, metadata}: KubeObject, time: number, sentence: string): Moment => ({
  time,
  last: time,
  at: nanoseconds(time),
  times: 1,
  sentence,
  object: `${kind.toLowerCase()}/${metadata.name}`,
  type: 'Normal',
})

/** That an object came. */
export const storedMoment = (object: KubeObject): Moment[] => {
  const time = Date.parse(object.metadata.creationTimestamp ?? '')
  return Number.isNaN(time) ? [] : [plain(object, time, sentenceOfStored(object))]
}

/** When pods made the endpoints change last; the controller writes whole seconds, and is later than all within them. */
const TRIGGER = 'endpoints.kubernetes.io/last-change-trigger-time'

/** Where a service leads, since when. */
export const endpointsMoment = (endpoints: Endpoints): Moment[] => {
  const time = Date.parse(endpoints.metadata.annotations?.[TRIGGER] ?? '')
  return Number.isNaN(time) ? [] : [plain(endpoints, time + 999, sentenceOfEndpoints(endpoints))]
}

/** In the order in which they happened. */
export const inOrder = (moments: readonly Moment[]): Moment[] =>
  moments.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
