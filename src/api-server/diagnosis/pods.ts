import {type Advice, distinctAdvice, fillIn, hasBlank, kubiaAdvice} from '../../errors/advice.ts'
import {
  CONTAINER_CONFIG_FAILURES,
  recognise,
  recogniseAll,
  SCHEDULING_FAILURES,
  saysNodesAreDown,
} from '../../errors/known/index.ts'
import {isTolerated} from '../../kubernetes/taints.ts'
import type {ContainerStatus, KubeEvent, Pod} from '../../kubernetes/types.ts'
import {CONTAINER_RULES, lastMessage, sumEvents} from './containers.ts'
import type {Diagnosis} from './diagnosis.ts'
import {diagnosisOfNodes, type NodeFacts, troubleOf, troublesOf} from './nodes.ts'

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

/** How a newer scheduler counts nodes whose taints it does not name. */
const UNNAMED_TAINTS = /\b(\d{1,7}) node\(s\) had untolerated taint\(s\)(?! \{)/

/**
 * What the scheduler says with the taints that it does not name: of each node that it asks about them, the first one
 * that the pod does not tolerate. As it is where that does not come to its count.
 */
const namingTaints = (text: string, {spec}: Pod, facts: NodeFacts | undefined): string => {
  const counted = UNNAMED_TAINTS.exec(text)?.[1]
  const deciding = (facts?.nodes ?? [])
    .filter(node => !node.spec?.unschedulable)
    .flatMap(
      ({spec: of}) =>
        of?.taints?.find(taint => taint.effect !== 'PreferNoSchedule' && !isTolerated(taint, spec.tolerations)) ?? [],
    )
  if (counted === undefined || deciding.length !== Number(counted)) return text
  const byTaint = Map.groupBy(deciding, ({key, value = ''}) => `{${key}: ${value}}`)
  const named = [...byTaint].map(([taint, nodes]) => `${nodes.length} node(s) had untolerated taint ${taint}`)
  return text.replace(UNNAMED_TAINTS, named.toSorted().join(', '))
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
  const causes = recogniseAll(namingTaints(eventText, pod, facts), SCHEDULING_FAILURES)
  const reasons = [...new Set(causes.map(({message}) => message))]
  return {
    code: 'UNSCHEDULABLE',
    short: `Pending, ${reasons[0] ?? 'no node takes it'}`,
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
