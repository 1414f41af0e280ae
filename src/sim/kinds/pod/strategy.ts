// Pods: a phase and a quality-of-service class from birth, a service account, a grace period at the end, and a node by
// way of the subresource `binding`.

import {nameSuffix} from '../../api/names.ts'
import type {KubeObject} from '../../api/object.ts'
import {forbidden} from '../../api/status.ts'
import type {Strategy, StrategyContext} from '../../api/strategy.ts'
import {withLimits} from '../limitrange/limits.ts'
import {checkPriority, withPriority} from '../priorityclass/priority.ts'
import {checkRuntimeClass, withRuntimeClass} from '../runtimeclass/runtime.ts'
import {serviceAccountResource} from '../serviceaccount/resource.ts'
import {qosClass} from './qos.ts'
import {podResource} from './resource.ts'
import {serviceAccountVolume, withMount} from './service-account.ts'
import type {PodSpec, Toleration} from './types.ts'

/** An update that leaves out what the class gave keeps it, as the admission plugin Priority has it. */
const keepPriority = (spec: PodSpec, before: PodSpec): PodSpec => {
  const priority = spec.priority ?? before.priority
  const preemptionPolicy = spec.preemptionPolicy ?? before.preemptionPolicy
  return {...spec, ...(priority !== undefined && {priority}), ...(preemptionPolicy && {preemptionPolicy})}
}

const specOf = (object: KubeObject): PodSpec => object['spec'] as PodSpec

/** What the admission plugin DefaultTolerationSeconds adds to each write: a pod outlives five minutes of a sick node. */
const NODE_TOLERATIONS: readonly Toleration[] = ['not-ready', 'unreachable'].map(condition => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}))

const covers = (own: Toleration, added: Toleration): boolean =>
  (own.key === undefined || own.key === '' || own.key === added.key) &&
  (own.effect === undefined || own.effect === '' || own.effect === added.effect)

const withTolerations = (spec: PodSpec): PodSpec => {
  const own = spec.tolerations ?? []
  const missing = NODE_TOLERATIONS.filter(added => !own.some(toleration => covers(toleration, added)))
  return missing.length === 0 ? spec : {...spec, tolerations: [...own, ...missing]}
}

/** The admission plugin ServiceAccount: every pod runs as one, and sees its token. */
const withServiceAccount = (pod: KubeObject, spec: PodSpec, {random}: StrategyContext): PodSpec => {
  const name = spec.serviceAccountName || 'default'
  const named = {...spec, serviceAccountName: name, serviceAccount: name}
  const mirror = pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined
  if (mirror || spec.automountServiceAccountToken === false) return named
  const volume = serviceAccountVolume(`kube-api-access-${nameSuffix(random)}`)
  return withMount(named, volume)
}

/** The account `default` comes a moment after its namespace, so no pod is refused for want of it. */
const checkServiceAccount = (pod: KubeObject, name: string, {store}: StrategyContext): void => {
  const {namespace = ''} = pod.metadata ?? {}
  const {serviceAccountName, serviceAccount} = (pod['spec'] ?? {}) as Record<string, string | undefined>
  const account = serviceAccountName || serviceAccount || 'default'
  if (account === 'default' || store.get(serviceAccountResource, namespace, account)) return
  const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`
  throw forbidden(podResource, name, why)
}

/** The pods of the largest cluster that Kubernetes supports: https://kubernetes.io/docs/setup/best-practices/cluster-large/ */
const MOST_PODS = 150_000

/** However many pods a workload asks for. */
const checkPodCount = (name: string, {store}: StrategyContext): void => {
  if (store.count(podResource) >= MOST_PODS)
    throw forbidden(podResource, name, `the simulated cluster has ${MOST_PODS} pods, and takes no more`)
}

export const podStrategy: Strategy = {
  checkCreation: (pod, name, context) => {
    checkServiceAccount(pod, name, context)
    checkPriority(pod, name, context.store)
    checkRuntimeClass(pod, name, context.store)
    checkPodCount(name, context)
  },

  prepareForCreate: object => ({...object, status: {phase: 'Pending'}}),

  complete: (pod, {store}) => withRuntimeClass(withLimits(pod, store), store),

  admit: (pod, previous, context) => {
    if (!specOf(pod)) return pod
    const tolerant = withTolerations(specOf(pod))
    if (previous) return {...pod, spec: keepPriority(tolerant, specOf(previous))}
    const spec = withServiceAccount(pod, withPriority(tolerant, context.store), context)
    return {...pod, spec, status: {...(pod['status'] as object), qosClass: qosClass(spec)}}
  },

  prepareForSubresource: (subresource, object, previous) =>
    subresource === 'binding'
      ? {
          ...previous,
          spec: {...specOf(previous), nodeName: specOf(object).nodeName},
          status: object['status'],
        }
      : object,

  gracePeriod: (pod, {gracePeriodSeconds}) => {
    const {phase} = (pod['status'] ?? {}) as {phase?: string}
    // Nothing runs, so there is nothing to wait for.
    if (!specOf(pod)?.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0
    return Math.max(0, gracePeriodSeconds ?? specOf(pod).terminationGracePeriodSeconds ?? 30)
  },
}
