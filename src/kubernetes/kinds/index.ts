import {resourceName} from '../object-name.ts'
import type {KubeObject} from '../types.ts'
import {ageColumn} from './columns.ts'
import {cronJob} from './cronjob.ts'
import {daemonSet} from './daemonset.ts'
import {deployment} from './deployment.ts'
import {ingress} from './ingress.ts'
import {job} from './job.ts'
import type {Kind, KindColumn, Workload} from './kind.ts'
import {namespace} from './namespace.ts'
import {node} from './node.ts'
import {pod} from './pod.ts'
import {replicaSet} from './replicaset.ts'
import {replicationController} from './replicationcontroller.ts'
import {service} from './service.ts'
import {statefulSet} from './statefulset.ts'

/** The kinds of which more is known than that they exist, in the order in which `status` lists them. */
export const KINDS: readonly Kind[] = [
  node,
  namespace,
  deployment,
  statefulSet,
  daemonSet,
  replicaSet,
  replicationController,
  cronJob,
  job,
  pod,
  service,
  ingress,
]

type TypeMeta = Pick<KubeObject, 'apiVersion' | 'kind'>

const groupOf = ({apiVersion}: Pick<TypeMeta, 'apiVersion'>): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''

/** The kind of an object, in whichever version of its group; undefined for one of which nothing is known. */
export const kindOf = (object: TypeMeta): Kind | undefined =>
  KINDS.find(known => known.kind === object.kind && groupOf(known) === groupOf(object))

/** Whether an object is of a kind, as a type guard. */
export const isA =
  <T extends KubeObject>(kind: Kind<T>) =>
  (object: KubeObject): object is T =>
    kindOf(object)?.kind === kind.kind

/** What a manifest of a kind begins with. */
export const typeMeta = ({apiVersion, kind}: TypeMeta): TypeMeta => ({apiVersion, kind})

/** What is known of an object that runs pods; undefined for one that runs none. */
export const workloadOf = (object: TypeMeta): Workload | undefined => kindOf(object)?.workload

/** The plural with its group, as kubectl takes it for a list: `deployments.apps`. */
export const listName = (kind: Kind): string => [kind.names[1], groupOf(kind)].filter(Boolean).join('.')

/** Where a list of a kind is served: `/apis/apps/v1/namespaces/shop/deployments`. */
export const listPath = ({apiVersion, names: [, plural]}: Kind, namespace: string): string =>
  `/${apiVersion.includes('/') ? 'apis' : 'api'}/${apiVersion}/namespaces/${namespace}/${plural}`

/** The words of the command line that mean a kind, in lower case: `deploy`, `rc`, `deployments.apps`. */
export const wordsOf = (kind: Kind): string[] => [...kind.names, resourceName(kind), listName(kind)]

/** The kind that a word of the command line means, in any case; undefined for one that is not known here. */
export const findKind = (word: string): Kind | undefined =>
  KINDS.find(kind => wordsOf(kind).includes(word.toLowerCase()))

/** A verb that takes only some kinds. */
export type KindVerb = 'scale' | 'expose' | 'logs' | 'rollout' | 'events'

const TAKES: Readonly<Record<KindVerb, (kind: Kind) => boolean>> = {
  scale: ({workload}) => workload?.scale !== undefined,
  expose: kind => kind.expose !== undefined,
  logs: ({workload}) => workload !== undefined,
  rollout: ({workload}) => workload?.revisions !== undefined,
  events: ({names: [word]}) => word !== 'namespace',
}

/** The kinds that a verb takes. */
export const kindsFor = (verb: KindVerb): Kind[] => KINDS.filter(TAKES[verb])

/** What kubectl shows of a kind that says nothing about itself: NAME and AGE. */
const UNKNOWN_COLUMNS: readonly KindColumn[] = [ageColumn]

/** The columns of an object's kind, NAMESPACE and NAME left out. */
export const columnsOf = (object: TypeMeta): readonly KindColumn[] => kindOf(object)?.columns ?? UNKNOWN_COLUMNS
