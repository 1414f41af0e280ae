import type {KubeObject} from '../../../api/object.ts'
import {type ControlPlane, change} from '../../../controllers/control-plane.ts'
import {controlledBy, draft} from '../../../controllers/draft.ts'
import {isActive, isFinished, isReady} from '../../../controllers/pod-state.ts'
import {podResource} from '../../pod/resource.ts'
import type {Container, Pod} from '../../pod/types.ts'
import {readIndexes} from '../indexes.ts'
import {COMPLETION_INDEX, TRACKING} from '../labels.ts'
import type {Job} from '../types.ts'

export const isIndexed = ({spec}: Job): boolean => spec.completionMode === 'Indexed'

export const indexOf = ({metadata}: Pod): number => Number(metadata.annotations?.[COMPLETION_INDEX] ?? Number.NaN)

export const isTracked = ({metadata}: KubeObject): boolean => metadata.finalizers?.includes(TRACKING) === true

/** A pod that was deleted and has no kubelet left that would say how it ended. */
const isLost = ({metadata}: Pod): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.deletionGracePeriodSeconds ?? 0) === 0

/** A pod that is over, however it ended. */
export const isOver = (pod: Pod): boolean => isFinished(pod) || isLost(pod)

/** What has come of a job, with the pods that it has not counted before. */
export interface Count {
  active: Pod[]
  ready: number
  /** Pods that are asked to end, and still run. */
  terminating: number
  succeeded: number
  failed: number
  /** Of an indexed job. */
  completed: ReadonlySet<number>
  /** Pods that are over and were not counted before: whether each of them succeeded, in the order of their ends. */
  news: {pod: Pod; succeeded: boolean}[]
}

const endOf = ({status}: Pod): number =>
  Math.max(0, ...(status.containerStatuses ?? []).map(({state}) => Date.parse(state.terminated?.finishedAt ?? '') || 0))

export const countPods = (job: Job, pods: readonly Pod[]): Count => {
  const {succeeded = 0, failed = 0, completedIndexes = ''} = job.status ?? {}
  const news = pods
    .filter(pod => isTracked(pod) && isOver(pod))
    .toSorted((a, b) => endOf(a) - endOf(b))
    .map(pod => ({pod, succeeded: pod.status.phase === 'Succeeded'}))
  const active = pods.filter(pod => isActive(pod))
  const count = {
    active,
    ready: active.filter(pod => isReady(pod)).length,
    terminating: pods.filter(pod => pod.metadata.deletionTimestamp !== undefined && !isOver(pod)).length,
    failed: failed + news.filter(each => !each.succeeded).length,
    news,
  }
  if (!isIndexed(job))
    return {...count, succeeded: succeeded + news.filter(each => each.succeeded).length, completed: new Set()}
  const completed = readIndexes(completedIndexes, job.spec.completions ?? 0)
  for (const each of news)
    if (each.succeeded && indexOf(each.pod) < (job.spec.completions ?? 0)) completed.add(indexOf(each.pod))
  return {...count, succeeded: completed.size, completed}
}

/** Lets a pod go that has been counted. */
export const untrack = (plane: ControlPlane, pod: Pod): void => {
  change<Pod>(plane, podResource, pod, current => {
    if (!isTracked(current)) return current
    const {finalizers = [], ...metadata} = current.metadata
    const left = finalizers.filter(finalizer => finalizer !== TRACKING)
    return {...current, metadata: {...metadata, ...(left.length > 0 && {finalizers: left})}}
  })
}

const INDEX_VARIABLE = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: {fieldRef: {apiVersion: 'v1', fieldPath: `metadata.labels['${COMPLETION_INDEX}']`}},
}

const withIndex = (container: Container): Container =>
  container.env?.some(({name}) => name === INDEX_VARIABLE.name)
    ? container
    : {...container, env: [...(container.env ?? []), INDEX_VARIABLE]}

/** @param index of an indexed job: it is in the name, in a label, in an annotation and in a variable */
export const podOf = (job: Job, index: number | undefined): KubeObject => {
  const {metadata, spec} = job.spec.template
  const {name, namespace = ''} = job.metadata
  const own: Record<string, string> = index === undefined ? {} : {[COMPLETION_INDEX]: String(index)}
  const annotations = {...metadata?.annotations, ...own}
  return draft({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: index === undefined ? `${name}-` : `${name}-${index}-`,
      namespace,
      labels: {...metadata?.labels, ...own},
      ...(Object.keys(annotations).length > 0 && {annotations}),
      ownerReferences: [controlledBy(job)],
      finalizers: [TRACKING],
    },
    spec:
      index === undefined
        ? spec
        : {
            ...spec,
            hostname: `${name}-${index}`,
            containers: spec.containers.map(withIndex),
            ...(spec.initContainers && {initContainers: spec.initContainers.map(withIndex)}),
          },
  })
}
