import {KubiaError, usageError} from '../errors/kubia-error.ts'

/** A kind of object that the workload commands know. */
export interface WorkloadKind {
  kind: string
  /** As `kubectl get -o name` names it: `deployment.apps`. */
  resource: string
  /** What kubectl takes for it; the first one is how a person writes it. */
  words: readonly [string, ...string[]]
  /** Whether `scale` can set its replicas, `expose` can find its pods, and a bare NAME can mean it. */
  scales: boolean
  exposes: boolean
}

/** Names and short names as `kubectl api-resources` lists them. */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  {
    kind: 'Deployment',
    resource: 'deployment.apps',
    words: ['deployment', 'deployments', 'deploy', 'deployment.apps', 'deployments.apps'],
    scales: true,
    exposes: true,
  },
  {
    kind: 'StatefulSet',
    resource: 'statefulset.apps',
    words: ['statefulset', 'statefulsets', 'sts', 'statefulset.apps', 'statefulsets.apps'],
    scales: true,
    exposes: false,
  },
  {
    kind: 'ReplicaSet',
    resource: 'replicaset.apps',
    words: ['replicaset', 'replicasets', 'rs', 'replicaset.apps', 'replicasets.apps'],
    scales: true,
    exposes: true,
  },
  {
    kind: 'ReplicationController',
    resource: 'replicationcontroller',
    words: ['replicationcontroller', 'replicationcontrollers', 'rc'],
    scales: true,
    exposes: true,
  },
  {
    kind: 'DaemonSet',
    resource: 'daemonset.apps',
    words: ['daemonset', 'daemonsets', 'ds', 'daemonset.apps', 'daemonsets.apps'],
    scales: false,
    exposes: false,
  },
  {
    kind: 'Job',
    resource: 'job.batch',
    words: ['job', 'jobs', 'job.batch', 'jobs.batch'],
    scales: false,
    exposes: false,
  },
  {kind: 'Pod', resource: 'pod', words: ['pod', 'pods', 'po'], scales: false, exposes: true},
  {kind: 'Service', resource: 'service', words: ['service', 'services', 'svc'], scales: false, exposes: true},
]

/** Kinds whose objects run pods, and so have health. */
export const APP_KINDS: readonly string[] = WORKLOAD_KINDS.map(({kind}) => kind).filter(kind => kind !== 'Service')

/** The kind that a word of the command line means, in any case; undefined for one that is not known here. */
export const findKind = (word: string): WorkloadKind | undefined =>
  WORKLOAD_KINDS.find(({words}) => words.includes(word.toLowerCase()))

/** The row of a kind by its name: `Deployment`. */
export const kindNamed = (kind: string): WorkloadKind => {
  const found = WORKLOAD_KINDS.find(known => known.kind === kind)
  if (!found) throw new KubiaError('UNEXPECTED', `${kind} is no kind that is known here`)
  return found
}

/** An object that was named on the command line; without a kind it is to be looked for. */
export interface Target {
  kind?: WorkloadKind
  name: string
}

const kindOf = (word: string, verb: string, allowed: readonly WorkloadKind[]): WorkloadKind => {
  const kind = findKind(word)
  if (kind && allowed.includes(kind)) return kind
  const known = allowed.map(({words}) => words[0]).join(', ')
  throw usageError(
    kind
      ? `cannot ${verb} a ${kind.kind}: it must be one of ${known}`
      : `unknown kind "${word}": must be one of ${known}`,
  )
}

/**
 * Reads `KIND NAME`, `KIND/NAME` or a bare `NAME`.
 * @param verb for messages: `scale`
 * @throws KubiaError USAGE for a kind that is not allowed, and for too few or too many words
 */
export const parseTarget = (words: readonly string[], verb: string, allowed: readonly WorkloadKind[]): Target => {
  const [first, second, ...rest] = words
  if (first === undefined) throw usageError(`required argument not given: KIND NAME, KIND/NAME or NAME`)
  if (first.includes('/')) {
    const [word = '', name = '', ...more] = first.split('/')
    if (more.length > 0 || name === '' || second !== undefined)
      throw usageError(`there must be one object, as KIND NAME or KIND/NAME: ${words.join(' ')}`)
    return {kind: kindOf(word, verb, allowed), name}
  }
  if (second === undefined) return {name: first}
  if (rest.length > 0) throw usageError(`there must be one object, as KIND NAME or KIND/NAME: ${words.join(' ')}`)
  return {kind: kindOf(first, verb, allowed), name: second}
}
