import {kubiaAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {isA, listName, workloadOf} from '../kubernetes/kinds/index.ts'
import {pod as podKind} from '../kubernetes/kinds/pod.ts'
import {makersAmong, podMakersOf, selectorText} from '../kubernetes/kinds/workloads.ts'
import {objectName} from '../kubernetes/object-name.ts'
import type {ContainerStatus, KubeObject, Pod} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import {type NodeTrouble, troubleOf} from './diagnosis/nodes.ts'
import {type AskNodes, nodeFacts} from './examine.ts'
import {getList, getObjects, type Place, spoken} from './objects.ts'

export interface LogOptions {
  follow: boolean
  /** As kubectl takes it: `5m`. */
  since?: string | undefined
  /** The last N lines of each container. */
  tail?: string | undefined
  /** One container of each pod; undefined: all. */
  container?: string | undefined
  /** The container before its last restart. */
  previous: boolean
  askNodes: AskNodes
}

/** The pods of an app, of all its versions, oldest first. */
export const podsOfApp = async (exec: Exec, place: Place, app: KubeObject): Promise<Pod[]> => {
  if (isA(podKind)(app)) return (await getObjects(exec, place, [objectName(app)])) as Pod[]
  const makers = podMakersOf(app)
  const made = makers?.podSelector && makersAmong(app, await getList(exec, place, [listName(makers.kind)]))
  if (made?.length === 0) return []
  const selector = selectorText(made ? makers?.podSelector?.(made) : workloadOf(app)?.podSelector(app))
  if (selector === undefined) {
    throw new KubiaError('OBJECT_DIFFERS', `${spoken(app)} does not select its pods by labels`, {
      fix: [kubiaAdvice(['logs', 'pod/NAME'])],
    })
  }
  const pods = (await getList(exec, place, ['pods', '-l', selector])) as Pod[]
  const born = ({metadata}: Pod): string => `${metadata.creationTimestamp} ${metadata.name}`
  return pods.toSorted((a, b) => (born(a) < born(b) ? -1 : 1))
}

/** A container that has, or had, a log: it runs or has ended. */
export interface Source {
  pod: Pod
  status: ContainerStatus
  /** One life of the container: a restart makes another one. */
  key: string
}

/** @throws KubiaError NOT_FOUND where no pod has the container that was named */
export const sourcesOf = (
  pods: readonly Pod[],
  {container, previous}: Pick<LogOptions, 'container' | 'previous'>,
): Source[] => {
  const all = pods.flatMap(pod => {
    const init = container === undefined ? [] : (pod.status?.initContainerStatuses ?? [])
    return [...init, ...(pod.status?.containerStatuses ?? [])].map(status => ({pod, status}))
  })
  const named = all.filter(({status}) => container === undefined || status.name === container)
  if (container !== undefined && all.length > 0 && named.length === 0) {
    const names = [...new Set(all.map(({status}) => status.name))].join(', ')
    throw new KubiaError('NOT_FOUND', `no pod has a container ${container}, but ${names}`)
  }
  return named
    .filter(({status: {state, lastState, restartCount}}) =>
      previous ? restartCount > 0 : state?.running || state?.terminated || lastState?.terminated,
    )
    .map(({pod, status}) => ({pod, status, key: `${pod.metadata.uid}/${status.name}/${status.restartCount}`}))
}

/** What is wrong with the nodes of pods, by the pod's name: a node that is down has no logs. */
export const lostPods = async (
  exec: Exec,
  place: Place,
  pods: readonly Pod[],
  {askNodes}: Pick<LogOptions, 'askNodes'>,
): Promise<ReadonlyMap<string, NodeTrouble>> => {
  const facts = pods.length === 0 ? undefined : await nodeFacts(exec, place, askNodes)
  const lost = pods.flatMap(({metadata, spec}) => {
    const trouble = facts && spec.nodeName !== undefined ? troubleOf(spec.nodeName, facts) : undefined
    return trouble ? [[metadata.name, trouble] as const] : []
  })
  return new Map(lost)
}
