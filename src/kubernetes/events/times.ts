import type {KubeEvent} from '../types.ts'

const NS = 1_000_000n

/** When an event came first, in ms since the epoch; NaN for one without any time. */
export const firstTime = ({firstTimestamp, eventTime, metadata}: KubeEvent): number =>
  Date.parse(firstTimestamp || eventTime || metadata.creationTimestamp || '')

/** When it came last, in ms since the epoch. */
export const lastTime = (event: KubeEvent): number =>
  Date.parse(event.series?.lastObservedTime || event.lastTimestamp || '') || firstTime(event)

/**
 * When an event came first, in ns since the epoch. Its times may be whole seconds; client-go names an event by its
 * object and the nanoseconds, in hexadecimal digits (tools/record/event.go), which tell the order within a second.
 */
export const preciseTime = (event: KubeEvent): bigint => {
  const time = firstTime(event)
  const rough = BigInt(Number.isNaN(time) ? 0 : Math.floor(time)) * NS
  const [, digits] = /\.([0-9a-f]{15,16})$/.exec(event.metadata.name) ?? []
  const named = digits === undefined ? rough : BigInt(`0x${digits}`)
  const difference = named - rough
  return difference >= -2000n * NS && difference <= 2000n * NS ? named : rough
}
