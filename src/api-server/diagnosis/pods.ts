import {type Advice, distinctAdvice, fillIn, hasBlank, kubiaAdvice} from '../../errors/advice.ts'
import {
  CONTAINER_CONFIG_FAILURES,
  recognise,
  recogniseAll,
  SCHEDULING_FAILURES,
  saysNodesAreDown,
} from '../../errors/known/index.ts'
import type {ContainerStatus, KubeEvent, Pod} from '../../kubernetes/types.ts'
import {CONTAINER_RULES, lastMessage, sumEvents} from './containers.ts'
import type {Diagnosis} from './diagnosis.ts'
import {diagnosisOfNodes, type NodeFacts, troubleOf, troublesOf} from './nodes.ts'
import {withNames} from './scheduler-message.ts'

const TWICE = 2
/** As many cordoned nodes as advice names. */
const MAX_CORDONED = 3

const conditionOf = (pod: Pod, type: string) => pod.status?.conditions?.find(condition => condition.type === type)

/** The pod's node can run nothing. */
const onDeadNode = ({spec, status}: Pod, facts: NodeFacts | undefined): Diagnosis | undefined => {
  if (spec.nodeName === undefined || !facts || ['Succeeded', 'Failed'].includes(status?.phase ?? '')) return undefined
  const trouble = troubleOf(spec.nodeName, facts)
  return trouble && diagnosisOfNodes([trouble])
}

/** The same advice for each cordoned node, where it is about one; none where the nodes are not known. */
const ofCordoned = (advice: Advice, facts: NodeFacts | undefined): Advice[] => {
  if (!hasBlank(advice, 'node')) return [advice]
  const cordoned = (facts?.nodes ?? []).filter(({spec}) => spec?.unschedulable)
  return cordoned.slice(0, MAX_CORDONED).map(({metadata}) => fillIn(advice, 'node', metadata.name))
}

/**
 * What the scheduler says while a provisioner makes the volume of a claim, which takes seconds, and minutes where its
 * image is pulled first. Source: pkg/scheduler/framework/plugins/volumebinding.
 */
const IS_PROVISIONED = /unbound immediate PersistentVolumeClaims/

/** No node takes the pod. Two events of the scheduler say that it has looked twice. */
const unschedulable = (pod: Pod, events: readonly KubeEvent[], facts: NodeFacts | undefined): Diagnosis | undefined => {
  const scheduled = conditionOf(pod, 'PodScheduled')
  if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return undefined
  const eventText = scheduled.message ?? lastMessage(events, 'FailedScheduling') ?? ''
  const dead = facts ? troublesOf(facts).filter(({unnoticed}) => !unnoticed) : []
  if (dead.some(({registered}) => !registered) || (dead.length > 0 && saysNodesAreDown(eventText)))
    return diagnosisOfNodes(dead, eventText)
  const causes = recogniseAll(withNames(eventText, pod, facts), SCHEDULING_FAILURES)
  const reasons = [...new Set(causes.map(({message}) => message))]
  // Every ordinary pod is kept from the control plane: what keeps this one from the other nodes decides.
  const deciding = causes.find(({details}) => !details.facts?.ofControlPlane)?.message ?? reasons[0]
  return {
    code: 'UNSCHEDULABLE',
    short: `Pending, ${deciding ?? 'no node takes it'}`,
    message: `no node takes ${pod.metadata.name}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`,
    evidence: eventText ? [eventText] : [],
    fix: distinctAdvice(causes.flatMap(({details}) => details.fix ?? []).flatMap(advice => ofCordoned(advice, facts))),
    hopeless: !IS_PROVISIONED.test(eventText) && sumEvents(events, 'FailedScheduling') >= TWICE,
  }
}

/** A pod that ended as a whole: evicted, past its deadline, or failed without being restarted. */
const ended = (pod: Pod): Diagnosis | undefined => {
  if (pod.status?.phase !== 'Failed') return undefined
  const {reason, message} = pod.status
  const statuses = pod.status.containerStatuses ?? []
  const exit = statuses.find(status => status.state?.terminated && status.state.terminated.exitCode !== 0)
  const exitCode = exit?.state?.terminated?.exitCode
  const detail = reason ?? (exitCode === undefined ? 'Failed' : `exit ${exitCode}`)
  return {
    code: 'POD_FAILED',
    short: reason ? reason : `Error, ${detail}`,
    message: `${pod.metadata.name} failed: ${message ?? detail}`,
    evidence: [],
    fix: [kubiaAdvice(['logs', `pod/${pod.metadata.name}`], 'all that it said')],
    hopeless: true,
    ...(exit ? {log: {pod: pod.metadata.name, container: exit.name, previous: false}} : {}),
  }
}

/** What keeps a pod from being started on its node: volumes, networks. */
const notStarted = (pod: Pod, events: readonly KubeEvent[]): Diagnosis | undefined => {
  if (pod.status?.phase !== 'Pending') return undefined
  const reason = ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox'].find(name => lastMessage(events, name))
  if (!reason) return undefined
  const eventText = lastMessage(events, reason) ?? ''
  const missing = recognise(eventText, CONTAINER_CONFIG_FAILURES)
  return {
    code: 'CONTAINER_CONFIG',
    short: `ContainerCreating, ${missing?.message ?? reason}`,
    message: `${pod.metadata.name} cannot be started: ${missing?.message ?? reason}`,
    evidence: [eventText],
    fix: missing?.details.fix ?? [],
    hopeless: false,
  }
}

const diagnoseContainers = (
  pod: Pod,
  events: readonly KubeEvent[],
  statuses: readonly ContainerStatus[],
): Diagnosis | undefined => {
  const specs = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
  for (const status of statuses) {
    const image = specs.find(({name}) => name === status.name)?.image ?? ''
    const own = events.filter(({involvedObject}) => {
      const path = involvedObject?.fieldPath
      return !path || path.includes(`{${status.name}}`)
    })
    for (const rule of CONTAINER_RULES) {
      const found = rule({pod, status, image, events: own})
      if (found) return found
    }
  }
  return undefined
}

/**
 * What keeps a pod from being ready; undefined where nothing is known to be wrong.
 * @param events of the pod; without them the cause may be missing, and nothing is called hopeless that needs counting
 * @param nodes without them a pod on a node that is stopped is taken for one that starts
 */
export const diagnosePod = (pod: Pod, events: readonly KubeEvent[] = [], nodes?: NodeFacts): Diagnosis | undefined =>
  onDeadNode(pod, nodes) ??
  unschedulable(pod, events, nodes) ??
  ended(pod) ??
  diagnoseContainers(pod, events, pod.status?.initContainerStatuses ?? []) ??
  diagnoseContainers(pod, events, pod.status?.containerStatuses ?? []) ??
  notStarted(pod, events)

/** How often a pod's containers were started again, and how the last one ended; undefined where none was. */
export const restartText = ({status}: Pod): string | undefined => {
  const restarted = (status?.containerStatuses ?? []).filter(({restartCount}) => restartCount > 0)
  const ends = restarted.flatMap(({lastState}) => lastState?.terminated ?? [])
  const last = ends.toSorted((a, b) => ((a.finishedAt ?? '') < (b.finishedAt ?? '') ? -1 : 1)).at(-1)
  if (restarted.length === 0) return undefined
  const count = restarted.reduce((sum, {restartCount}) => sum + restartCount, 0)
  return `restarted ${count === 1 ? 'once' : `${count} times`}${last ? ` (exit ${last.exitCode})` : ''}`
}

/** What a pod is at, in a word: `ContainerCreating`, `Pending`, `Running`; one between two crashes is not just running. */
export const podWord = (pod: Pod): string => {
  if (pod.metadata.deletionTimestamp) return 'Terminating'
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const waiting = statuses.find(({state}) => state?.waiting?.reason)?.state?.waiting?.reason
  const word = waiting ?? pod.status?.phase ?? 'Pending'
  const restarted = word === 'Running' ? restartText(pod) : undefined
  return restarted ? `${word}, ${restarted}` : word
}
