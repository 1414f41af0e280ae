// The admission plugin RuntimeClass: plugin/pkg/admission/runtimeclass.
import {isDeepStrictEqual} from 'node:util'
import type {KubeObject} from '../../api/object.ts'
import {forbidden} from '../../api/status.ts'
import type {Store} from '../../store/store.ts'
import {amountsOf, listOf} from '../amounts.ts'
import {podResource} from '../pod/resource.ts'
import type {PodSpec} from '../pod/types.ts'
import {runtimeClassResource} from './resource.ts'
import type {RuntimeClass} from './types.ts'

const classOf = ({runtimeClassName}: PodSpec, store: Store): RuntimeClass | undefined =>
  runtimeClassName ? (store.get(runtimeClassResource, '', runtimeClassName) as RuntimeClass | undefined) : undefined

/** Why a pod cannot have the class that it names, if so. */
const trouble = (spec: PodSpec, store: Store): string | undefined => {
  const {runtimeClassName, overhead, nodeSelector = {}} = spec
  const found = classOf(spec, store)
  if (runtimeClassName && !found) return `pod rejected: RuntimeClass "${runtimeClassName}" not found`
  const its = found?.overhead?.podFixed
  if (overhead && !its) return 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'
  if (overhead && its && !isDeepStrictEqual(amountsOf(overhead), amountsOf(its)))
    return "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
  const [key, value] =
    Object.entries(found?.scheduling?.nodeSelector ?? {}).find(
      ([name, wanted]) => (nodeSelector[name] ?? wanted) !== wanted,
    ) ?? []
  return key === undefined
    ? undefined
    : `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${nodeSelector[key]}`
}

/** @param name as refusals call the pod. @throws ApiError Forbidden */
export const checkRuntimeClass = (pod: KubeObject, name: string, store: Store): void => {
  const why = trouble((pod['spec'] ?? {}) as PodSpec, store)
  if (why !== undefined) throw forbidden(podResource, name, why)
}

/** The pod with what its class says: what it costs beside its containers, and where it may run. */
export const withRuntimeClass = (pod: KubeObject, store: Store): KubeObject => {
  const spec = pod['spec'] as PodSpec | undefined
  const found = spec && classOf(spec, store)
  if (!found) return pod
  const {overhead, scheduling = {}} = found
  const {nodeSelector, tolerations = []} = scheduling
  const own = spec.tolerations ?? []
  const added = tolerations.filter(one => !own.some(other => isDeepStrictEqual(one, other)))
  return {
    ...pod,
    spec: {
      ...spec,
      ...(overhead?.podFixed && {overhead: listOf(amountsOf(overhead.podFixed))}),
      ...(nodeSelector && {nodeSelector: {...spec.nodeSelector, ...nodeSelector}}),
      ...(added.length > 0 && {tolerations: [...own, ...added]}),
    },
  }
}
