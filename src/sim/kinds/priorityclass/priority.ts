// The admission plugin Priority: plugin/pkg/admission/priority.
import type {KubeObject} from '../../api/object.ts'
import {forbidden} from '../../api/status.ts'
import type {Store} from '../../store/store.ts'
import {podResource} from '../pod/resource.ts'
import type {PodSpec} from '../pod/types.ts'
import {priorityClassResource} from './resource.ts'
import {type PriorityClass, SYSTEM_CLASSES} from './types.ts'

interface Resolved {
  className?: string
  priority: number
  preemptionPolicy: string
}

const PREEMPTS = 'PreemptLowerPriority'

const resolved = ({metadata, value, preemptionPolicy = PREEMPTS}: PriorityClass): Resolved => ({
  className: metadata.name,
  priority: value,
  preemptionPolicy,
})

/** The class that pods get which name none: of several the one of the lowest value. */
export const defaultPriorityClass = (store: Store): PriorityClass | undefined =>
  (store.list(priorityClassResource) as PriorityClass[])
    .filter(({globalDefault}) => globalDefault)
    .toSorted((a, b) => a.value - b.value)[0]

/** @returns undefined for a name that no class has */
const priorityOf = (name: string | undefined, store: Store): Resolved | undefined => {
  if (!name) {
    const found = defaultPriorityClass(store)
    return found ? resolved(found) : {priority: 0, preemptionPolicy: PREEMPTS}
  }
  const found = store.get(priorityClassResource, '', name) as PriorityClass | undefined
  if (found) return resolved(found)
  const system = SYSTEM_CLASSES.find(one => one.name === name)
  return system && {className: name, priority: system.value, preemptionPolicy: PREEMPTS}
}

/** @param name as refusals call the pod. @throws ApiError Forbidden */
export const checkPriority = (pod: KubeObject, name: string, store: Store): void => {
  const {priorityClassName, priority, preemptionPolicy} = (pod['spec'] ?? {}) as PodSpec
  const found = priorityOf(priorityClassName, store)
  if (!found) throw forbidden(podResource, name, `no PriorityClass with name ${priorityClassName} was found`)
  const given = (what: string, own: number | string, its: number | string): string =>
    `the ${what} (${own}) must not be provided in pod spec; priority admission controller computed ${its} from the given PriorityClass name`
  if (priority !== undefined && priority !== null && priority !== found.priority)
    throw forbidden(podResource, name, given('integer value of priority', priority, found.priority))
  if (preemptionPolicy && preemptionPolicy !== found.preemptionPolicy)
    throw forbidden(
      podResource,
      name,
      given('string value of PreemptionPolicy', preemptionPolicy, found.preemptionPolicy),
    )
}

/** What its class gives a new pod. */
export const withPriority = (spec: PodSpec, store: Store): PodSpec => {
  const found = priorityOf(spec.priorityClassName, store) ?? {priority: 0, preemptionPolicy: PREEMPTS}
  const {className, priority, preemptionPolicy} = found as Resolved
  return {...spec, ...(className && {priorityClassName: className}), priority, preemptionPolicy}
}
