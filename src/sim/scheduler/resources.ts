import type {Container, PodSpec} from '../api/kinds/pod.ts'

/** Amounts by resource, in thousandths of the unit: cores, bytes, pieces. */
export type Amounts = Readonly<Record<string, number>>

const SUFFIXES: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** A quantity such as `250m` or `64Mi` in thousandths, rounded up; 0 for what is none, which the server lets nobody write. */
export const milli = (quantity: string | number | undefined): number => {
  const [, number, suffix = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(String(quantity ?? '')) ?? []
  const factor = SUFFIXES[suffix]
  return number === undefined || factor === undefined ? 0 : Math.ceil(Number(number) * factor * 1000 - 1e-6)
}

export const amountsOf = (resources: Readonly<Record<string, string | number>> | undefined): Record<string, number> =>
  Object.fromEntries(Object.entries(resources ?? {}).map(([name, quantity]) => [name, milli(quantity)]))

const add = (to: Record<string, number>, amounts: Amounts, sign = 1): Record<string, number> => {
  for (const name in amounts) to[name] = (to[name] ?? 0) + sign * (amounts[name] ?? 0)
  return to
}

export const plus = (a: Amounts, b: Amounts): Record<string, number> => add({...a}, b)
export const minus = (a: Amounts, b: Amounts): Record<string, number> => add({...a}, b, -1)

const requestsOf = ({resources}: Container): Amounts => amountsOf(resources?.requests)

/**
 * What a pod asks of its node: its containers and sidecars together, or more where an init container, which runs alone
 * but for the sidecars before it, needs more; and the overhead of the pod itself.
 */
export const podRequests = ({containers, initContainers = [], overhead}: PodSpec): Amounts => {
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
