// The subresource `eviction`: a deletion that a disruption budget may refuse; pkg/registry/core/pod/storage/eviction.go.
import type {KubeObject} from '../../api/object.ts'
import {forbidden, StatusError} from '../../api/status.ts'
import {timestamp} from '../../clock.ts'
import {withDisruption} from '../../controllers/disruption-target.ts'
import {isReady} from '../../controllers/pod-state.ts'
import {matchesSelector} from '../../controllers/selector.ts'
import {type Answer, json} from '../../server/answer.ts'
import {readFields} from '../../server/body.ts'
import type {ResourceRequest, ServerContext} from '../../server/context.ts'
import {deleteOptionsOf} from '../../server/handlers/delete.ts'
import {budgetResource} from '../poddisruptionbudget/resource.ts'
import {withCounts} from '../poddisruptionbudget/status.ts'
import {type Budget, NOTHING} from '../poddisruptionbudget/types.ts'
import {podResource} from './resource.ts'
import type {Pod} from './types.ts'

const EVICTED = {reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting'}
/** Evictions that no controller has seen yet. */
const MOST_DISRUPTED = 2000

/** A pod that has ended, has not begun or goes anyway disrupts nothing. */
const disruptsNothing = ({status, metadata}: Pod): boolean =>
  ['Failed', 'Pending', 'Succeeded'].includes(status.phase) || metadata.deletionTimestamp !== undefined

const refused = (message: string, retryAfterSeconds?: number): StatusError =>
  new StatusError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{reason: 'DisruptionBudget', message}],
    ...(retryAfterSeconds !== undefined && {retryAfterSeconds}),
  })

/** The status with one disruption less. @param pod its name. @throws ApiError TooManyRequests, Forbidden */
const spent = (budget: Budget, pod: string, now: string): Budget => {
  const {name, generation = 1} = budget.metadata
  const {observedGeneration = 0, conditions: _, ...counts} = budget.status ?? NOTHING
  const {disruptionsAllowed, desiredHealthy, currentHealthy, disruptedPods = {}} = counts
  if (observedGeneration < generation)
    throw refused(`The disruption budget ${name} is still being processed by the server.`, 10)
  if (disruptionsAllowed < 0) throw forbidden(budgetResource, name, 'pdb disruptions allowed is negative')
  if (Object.keys(disruptedPods).length > MOST_DISRUPTED)
    throw forbidden(
      budgetResource,
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    )
  if (disruptionsAllowed === 0)
    throw refused(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    )
  const left = {disruptionsAllowed: disruptionsAllowed - 1, disruptedPods: {...disruptedPods, [pod]: now}}
  return withCounts(budget, {...counts, ...left}, now)
}

/** Whether a pod that is not ready goes without asking. */
const isAsWell = ({spec, status = NOTHING}: Budget, pod: Pod): boolean => {
  if (isReady(pod)) return false
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  return status.desiredHealthy > 0 && status.currentHealthy >= status.desiredHealthy
}

/** @throws ApiError */
const askBudget = (pod: Pod, dryRun: boolean, {store, registry, clock}: ServerContext): void => {
  const {namespace = '', labels} = pod.metadata
  const [budget, another] = (store.list(budgetResource, namespace) as Budget[]).filter(({spec}) =>
    matchesSelector(spec?.selector, labels),
  )
  if (another)
    throw new StatusError(
      500,
      'InternalError',
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      {
        causes: [
          {message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'},
        ],
      },
    )
  if (!budget || isAsWell(budget, pod)) return
  const now = timestamp(clock.now())
  registry.update(
    budgetResource,
    namespace,
    budget.metadata.name,
    (current: KubeObject) => spent(current as Budget, pod.metadata.name, now),
    {
      subresource: 'status',
      fieldManager: 'kube-controller-manager',
      dryRun,
    },
  )
}

/** What a subresource of pods answers that makes nothing. */
export const created = (): Answer =>
  json({kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201}, 201)

/** @throws ApiError NotFound, Conflict, TooManyRequests */
export const evict = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const {path, query} = request
  const {deleteOptions} = (await readFields(request.raw)) as {deleteOptions?: Record<string, unknown>}
  const options = deleteOptionsOf(deleteOptions ?? {}, query)
  const {registry} = context
  const [namespace, name] = [path.namespace, path.name ?? '']
  // Before a budget is charged: the deletion may be refused for another reason.
  registry.delete(podResource, namespace, name, {...options, dryRun: true})
  const pod = registry.get(podResource, namespace, name) as Pod
  if (!disruptsNothing(pod)) askBudget(pod, options.dryRun === true, context)
  if (options.dryRun) return created()
  const marked = registry.update(
    podResource,
    namespace,
    name,
    current => withDisruption(current as Pod, EVICTED, timestamp(context.clock.now())),
    {subresource: 'status', fieldManager: 'kube-controller-manager'},
  )
  const {preconditions} = options
  // What was asked for held until the condition was written.
  if (preconditions?.resourceVersion !== undefined) preconditions.resourceVersion = marked.metadata.resourceVersion
  registry.delete(podResource, namespace, name, options)
  return created()
}
