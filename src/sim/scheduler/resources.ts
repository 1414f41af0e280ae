import {millisOf, parseQuantity} from '../../kubernetes/quantity.ts'
import type {Container, PodSpec} from '../kinds/pod/types.ts'

/** Amounts by resource, in thousandths of the unit: cores, bytes, pieces. */
export type MilliAmounts = Readonly<Record<string, number>>

export const amountsOf = (resources: Readonly<Record<string, string>> | undefined): Record<string, number> =>
  Object.fromEntries(
    Object.entries(resources ?? {}).map(([name, quantity]) => [name, millisOf(parseQuantity(quantity))]),
  )

const add = (to: Record<string, number>, amounts: MilliAmounts, sign = 1): Record<string, number> => {
  for (const name in amounts) to[name] = (to[name] ?? 0) + sign * (amounts[name] ?? 0)
  return to
}

export const plus = (a: MilliAmounts, b: MilliAmounts): Record<string, number> => add({...a}, b)
export const minus = (a: MilliAmounts, b: MilliAmounts): Record<string, number> => add({...a}, b, -1)

const requestsOf = ({resources}: Container): MilliAmounts => amountsOf(resources?.requests)

/**
 * What a pod asks of its node: its containers and sidecars together, or more where an init container, which runs alone
 * but for the sidecars before it, needs more; and the overhead of the pod itself.
 */
export const podRequests = ({containers, initContainers = [], overhead}: PodSpec): MilliAmounts => {
  let sidecars: Record<string, number> = {}
  const peak: Record<string, number> = {}
  for (const init of initContainers) {
    const isSidecar = init.restartPolicy === 'Always'
    if (isSidecar) sidecars = plus(sidecars, requestsOf(init))
    const now = isSidecar ? sidecars : plus(sidecars, requestsOf(init))
    for (const name in now) peak[name] = Math.max(peak[name] ?? 0, now[name] ?? 0)
  }
  const together = containers.reduce((sum, container) => plus(sum, requestsOf(container)), sidecars)
  const names = new Set([...Object.keys(together), ...Object.keys(peak)])
  const most = Object.fromEntries([...names].map(name => [name, Math.max(together[name] ?? 0, peak[name] ?? 0)]))
  return plus(most, amountsOf(overhead))
}
