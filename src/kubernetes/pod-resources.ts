import {addQuantities, parseQuantity, type Quantity} from './quantity.ts'
import type {Container, Pod, ResourceList, ResourceRequirements} from './types.ts'

/** Amounts by resource name. */
export type Quantities = ReadonlyMap<string, Quantity>

export interface PodResources {
  requests: Quantities
  limits: Quantities
}

/**
 * What a pod asks of its node. Its containers and sidecars run together, so they are added; each other init container
 * runs alone but for the sidecars before it, so it counts only where it needs more. Pod-level resources take the place
 * of the sum, and the overhead of the runtime class comes on top (of limits only where there is one).
 * Facts: k8s.io/component-helpers' resource package, which `kubectl describe node` uses from 1.36; before, kubectl
 * did not see pod-level resources (kubernetes#137394).
 */
export function podResources(pod: Pod): PodResources {
  const {spec} = pod
  const overhead = amountsOf(spec.overhead)
  const requests = podLevel(
    total(spec.containers.map(requestsOf(pod)), initAmounts(spec, 'requests')),
    spec,
    'requests',
  )
  const limits = podLevel(total(spec.containers.map(limitsOf), initAmounts(spec, 'limits')), spec, 'limits')
  const limited = new Map([...overhead].filter(([name]) => (limits.get(name)?.nanos ?? 0n) !== 0n))
  return {requests: sum([requests, overhead]), limits: sum([limits, limited])}
}

/** Adds up amounts, resource by resource; the notation of each sum is that of its first addend. */
export function sum(all: readonly Quantities[]): Quantities {
  return combine(all, addQuantities)
}

type Field = keyof ResourceRequirements

interface InitAmounts {
  /** All sidecars together. */
  sidecars: Quantities
  /** The most that is needed at any moment before the containers start. */
  peak: Quantities
}

function initAmounts({initContainers = []}: {initContainers?: Container[]}, field: Field): InitAmounts {
  let sidecars: Quantities = new Map()
  let peak: Quantities = new Map()
  for (const {restartPolicy, resources} of initContainers) {
    const own = amountsOf(resources?.[field])
    if (restartPolicy === 'Always') sidecars = sum([sidecars, own])
    peak = largest([peak, restartPolicy === 'Always' ? sidecars : sum([own, sidecars])])
  }
  return {sidecars, peak}
}

function total(containers: readonly Quantities[], {sidecars, peak}: InitAmounts): Quantities {
  return largest([sum([...containers, sidecars]), peak])
}

/** While a container is being resized the larger of what is asked for and what it has counts; a resize that is infeasible is ignored. */
function requestsOf({status}: Pod): (container: Container) => Quantities {
  return ({name, resources}) => {
    const wished = amountsOf(resources?.requests)
    const has = status?.containerStatuses?.find(container => container.name === name)?.resources
    if (!has) return wished
    const actual = amountsOf(has.requests)
    return isResizeInfeasible(status) ? actual : largest([wished, actual])
  }
}

function isResizeInfeasible({resize, conditions}: NonNullable<Pod['status']>): boolean {
  const pending = conditions?.some(({type, reason}) => type === 'PodResizePending' && reason === 'Infeasible')
  return resize === 'Infeasible' || pending === true
}

function limitsOf({resources}: Container): Quantities {
  return amountsOf(resources?.limits)
}

/** Only cpu, memory and huge pages can be given for a pod as a whole. */
function podLevel(amounts: Quantities, {resources}: {resources?: ResourceRequirements}, field: Field): Quantities {
  const given = [...amountsOf(resources?.[field])].filter(([name]) => /^(cpu|memory|hugepages-.*)$/.test(name))
  return new Map([...amounts, ...given])
}

function amountsOf(list: ResourceList = {}): Quantities {
  return new Map(Object.entries(list).map(([name, text]) => [name, parseQuantity(text)]))
}

function largest(all: readonly Quantities[]): Quantities {
  return combine(all, (a, b) => (b.nanos > a.nanos ? b : a))
}

function combine(all: readonly Quantities[], join: (a: Quantity, b: Quantity) => Quantity): Quantities {
  const result = new Map<string, Quantity>()
  for (const [name, quantity] of all.flatMap(amounts => [...amounts])) {
    const before = result.get(name)
    result.set(name, before ? join(before, quantity) : quantity)
  }
  return result
}
