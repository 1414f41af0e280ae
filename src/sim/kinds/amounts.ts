// Lists of resources (`cpu`, `memory`, `requests.storage`) with their amounts, and how they are added and compared.
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  QuantityError,
  ZERO,
} from '../../kubernetes/quantity.ts'
import type {ResourceList} from '../../kubernetes/types.ts'
import {badRequest} from '../api/status.ts'
import type {Fields} from '../schema/fields.ts'
import type {Container, PodSpec} from './pod/types.ts'

export type Amounts = Readonly<Record<string, Quantity>>

export const amountsOf = (list: ResourceList = {}): Amounts =>
  Object.fromEntries(Object.entries(list).map(([name, amount]) => [name, parseQuantity(amount)]))

export const listOf = (amounts: Amounts): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatQuantity(amount)]))

/** As Go reads it: null is nothing, and has been read as an empty text. @throws ApiError BadRequest for what is no quantity, where no type says that it is to be one */
const read = (amount: unknown): Quantity => {
  try {
    return parseQuantity(String(amount || '0'))
  } catch (error) {
    throw error instanceof QuantityError ? badRequest(error.message) : error
  }
}

/** Writes the amounts of a list as the API server does: `1000m` is `1`. @throws ApiError BadRequest */
export const canonical = (list: Fields): void => {
  for (const [name, amount] of Object.entries(list)) list[name] = formatQuantity(read(amount))
}

const merged = (one: Amounts, other: Amounts, both: (a: Quantity, b: Quantity) => Quantity): Amounts => {
  const result: Record<string, Quantity> = {...one}
  for (const [name, amount] of Object.entries(other)) {
    const known = result[name]
    result[name] = known ? both(known, amount) : amount
  }
  return result
}

export const plus = (one: Amounts, other: Amounts): Amounts => merged(one, other, addQuantities)

/** What has grown, and by how much. */
export const growth = (now: Amounts, before: Amounts): Amounts =>
  Object.fromEntries(
    Object.entries(now)
      .map(([name, {nanos, format}]) => [name, {nanos: nanos - (before[name] ?? ZERO).nanos, format}] as const)
      .filter(([, {nanos}]) => nanos > 0n),
  )

const larger = (a: Quantity, b: Quantity): Quantity => (compareQuantities(a, b) < 0 ? b : a)

/**
 * What a pod needs at its peak: its containers and sidecars together, or an init container with the sidecars before it;
 * k8s.io/component-helpers, resource/helpers.go.
 */
export const podAmounts = (
  {containers = [], initContainers = [], overhead}: PodSpec,
  of: 'limits' | 'requests',
): Amounts => {
  const its = ({resources}: Container): Amounts => amountsOf(resources?.[of])
  let sidecars: Amounts = {}
  let peak: Amounts = {}
  for (const init of initContainers) {
    const alone = plus(sidecars, its(init))
    if (init.restartPolicy === 'Always') sidecars = alone
    peak = merged(peak, alone, larger)
  }
  const most = merged(
    containers.reduce((sum, container) => plus(sum, its(container)), sidecars),
    peak,
    larger,
  )
  const extra = amountsOf(overhead)
  // A resource that has no limit gets none by the overhead.
  return plus(
    most,
    of === 'requests' ? extra : Object.fromEntries(Object.entries(extra).filter(([name]) => most[name])),
  )
}
