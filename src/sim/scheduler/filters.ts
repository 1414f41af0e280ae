import {matchesSelector} from '../controllers/selector.ts'
import type {Pod, PodAffinityTerm} from '../kinds/pod/types.ts'
import type {NodeInfo} from './node-info.ts'
import {matchesNode} from './node-selector.ts'
import type {MilliAmounts} from './resources.ts'
import {isTolerated} from './taints.ts'
import {type PodVolumes, refusalOfVolumes} from './volumes.ts'

/** What a filter may look at. */
export interface Candidate {
  pod: Pod
  /** What the pod asks for, computed once for all nodes. */
  requests: MilliAmounts
  info: NodeInfo
  volumes: PodVolumes
  /** All nodes, for rules about what runs elsewhere. */
  all: readonly NodeInfo[]
}

export interface Filter {
  name: string
  /** Why the pod cannot go to the node; empty where it can. */
  refuses: (candidate: Candidate) => string[]
  /** Whether ending other pods could help. */
  preemptible?: boolean
}

const UNSCHEDULABLE = {key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule'} as const

const only = (isRefused: boolean, reason: string): string[] => (isRefused ? [reason] : [])

const hostPorts = ({spec}: Pod): string[] =>
  spec.containers.flatMap(({ports = []}) =>
    ports.flatMap(({hostPort, protocol = 'TCP'}) => (hostPort ? [`${protocol} ${hostPort}`] : [])),
  )

/** Every resource of which there is too little, in the order that the scheduler has. */
const lacking = ({requests, info}: Candidate): string[] => {
  const {allocatable, requested, pods} = info
  const room = (name: string): number => (allocatable[name] ?? 0) - (requested[name] ?? 0)
  const short = Object.keys(requests).filter(name => (requests[name] ?? 0) > 0 && (requests[name] ?? 0) > room(name))
  return [
    ...only(pods.size + 1 > (allocatable['pods'] ?? 0) / 1000, 'Too many pods'),
    ...short.map(name => `Insufficient ${name}`),
  ]
}

const topologyOf = ({node}: NodeInfo, key: string): string | undefined => node.metadata.labels?.[key]

/** Whether a pod that the term speaks of runs in the same zone, on the same node, or whatever the term's topology is. */
const isNear = ({pod, info, all}: Candidate, {labelSelector, namespaces, topologyKey}: PodAffinityTerm): boolean => {
  const place = topologyOf(info, topologyKey)
  if (place === undefined) return false
  const where = namespaces ?? [pod.metadata.namespace ?? '']
  return all
    .filter(other => topologyOf(other, topologyKey) === place)
    .some(({pods}) =>
      [...pods.values()].some(
        ({metadata}) => where.includes(metadata.namespace ?? '') && matchesSelector(labelSelector, metadata.labels),
      ),
    )
}

const required = (kind: 'podAffinity' | 'podAntiAffinity', {spec}: Pod): PodAffinityTerm[] =>
  spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? []

/** The first pod of a group that wants to be together finds nobody, and may go anywhere. */
const isFirstOfGroup = (candidate: Candidate, term: PodAffinityTerm): boolean =>
  matchesSelector(term.labelSelector, candidate.pod.metadata.labels) &&
  !candidate.all.some(info => isNear({...candidate, info}, term))

/**
 * What a node must fulfil, in the scheduler's order: the first filter that refuses gives the reason. Names and texts
 * are those of kube-scheduler's default plugins.
 */
export const FILTERS: readonly Filter[] = [
  {
    name: 'NodeUnschedulable',
    refuses: ({pod, info}) =>
      only(
        info.node.spec.unschedulable === true && !isTolerated(UNSCHEDULABLE, pod.spec.tolerations),
        'node(s) were unschedulable',
      ),
  },
  {
    name: 'NodeName',
    refuses: ({pod, info}) =>
      only(
        pod.spec.nodeName !== undefined && pod.spec.nodeName !== info.node.metadata.name,
        "node(s) didn't match the requested node name",
      ),
  },
  {
    name: 'TaintToleration',
    refuses: ({pod, info}) =>
      only(
        (info.node.spec.taints ?? []).some(
          taint => taint.effect !== 'PreferNoSchedule' && !isTolerated(taint, pod.spec.tolerations),
        ),
        'node(s) had untolerated taint(s)',
      ),
  },
  {
    name: 'NodeAffinity',
    refuses: ({pod, info}) =>
      only(!matchesNode(pod.spec, info.node), "node(s) didn't match Pod's node affinity/selector"),
  },
  {
    name: 'NodePorts',
    preemptible: true,
    refuses: ({pod, info}) => {
      const wanted = hostPorts(pod)
      const isTaken =
        wanted.length > 0 && [...info.pods.values()].some(other => hostPorts(other).some(port => wanted.includes(port)))
      return only(isTaken, "node(s) didn't have free ports for the requested pod ports")
    },
  },
  {name: 'NodeResourcesFit', preemptible: true, refuses: lacking},
  {name: 'VolumeBinding', refuses: ({volumes, info}) => refusalOfVolumes(volumes, info.node)},
  {
    name: 'InterPodAffinity',
    preemptible: true,
    refuses: candidate => [
      ...only(
        required('podAffinity', candidate.pod).some(
          term => !isNear(candidate, term) && !isFirstOfGroup(candidate, term),
        ),
        "node(s) didn't match pod affinity rules",
      ),
      ...only(
        required('podAntiAffinity', candidate.pod).some(term => isNear(candidate, term)),
        "node(s) didn't match pod anti-affinity rules",
      ),
    ],
  },
]

/** Which filter refuses a node, and why. */
export interface Refusal {
  filter: Filter
  reasons: string[]
}

export const refusalOf = (candidate: Candidate): Refusal | undefined => {
  for (const filter of FILTERS) {
    const reasons = filter.refuses(candidate)
    if (reasons.length > 0) return {filter, reasons}
  }
  return undefined
}
