import {age} from '../kubernetes/age.ts'
import {type PodResources, podResources, type Quantities, sum} from '../kubernetes/pod-resources.ts'
import {formatQuantity, parseQuantity, percentOf, type Quantity, ZERO} from '../kubernetes/quantity.ts'
import type {Node, Pod, ResourceList} from '../kubernetes/types.ts'

/**
 * How much of a node is spoken for: the rows of the last two tables of `kubectl describe node`, value by value.
 * Facts: describeNodeResource in kubectl's pkg/describe, checked against kubectl 1.27 to 1.33.
 */

/** The pods that hold resources of the node: those on it that have not ended. */
export const nonTerminatedPods = ({metadata}: Node, pods: readonly Pod[]): Pod[] =>
  pods.filter(
    ({spec, status}) => spec.nodeName === metadata.name && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
  )

/** Namespace, name, cpu requests and limits, memory requests and limits (each with its share of the node), age. */
export const podRows = (node: Node, pods: readonly Pod[], now: number): string[][] => {
  const whole = allocatable(node)
  return pods.map(pod => {
    const {requests, limits} = podResources(pod)
    const shares = ['cpu', 'memory'].flatMap(name => [share(name, requests, whole), share(name, limits, whole)])
    return [pod.metadata.namespace ?? '', pod.metadata.name, ...shares, age(pod.metadata.creationTimestamp, now)]
  })
}

/** Resource, requests, limits: the usual ones with their share of the node, extended resources without. */
export const allocationRows = (node: Node, pods: readonly Pod[]): string[][] => {
  const whole = allocatable(node)
  const {requests, limits} = totalOf(pods.map(podResources))
  const names = Object.keys(whole).sort()
  const usual = ['cpu', 'memory', 'ephemeral-storage', ...names.filter(isHugePages)]
  const extended = names.filter(name => name !== 'pods' && !usual.includes(name))
  return [
    ...usual.map(name => [name, share(name, requests, whole), share(name, limits, whole)]),
    ...extended.map(name => [name, formatQuantity(of(requests, name)), formatQuantity(of(limits, name))]),
  ]
}

const isHugePages = (name: string): boolean => name.startsWith('hugepages-')

const totalOf = (all: readonly PodResources[]): PodResources => ({
  requests: sum(all.map(({requests}) => requests)),
  limits: sum(all.map(({limits}) => limits)),
})

/** `250m (12%)` */
const share = (name: string, amounts: Quantities, whole: ResourceList): string => {
  const part = of(amounts, name)
  return `${formatQuantity(part)} (${percentOf(part, parseQuantity(whole[name] ?? '0'), name)}%)`
}

const of = (amounts: Quantities, name: string): Quantity => amounts.get(name) ?? ZERO

/** Shares are of what pods may use; a node that doesn't say gets them of its capacity. */
const allocatable = ({status}: Node): ResourceList => {
  const some = status?.allocatable
  return some && Object.keys(some).length > 0 ? some : (status?.capacity ?? {})
}
