import type {KubeObject, Pod, Service} from '../kubernetes/types.ts'
import {APP_KINDS, kindNamed} from './kinds.ts'
import {progressOf} from './progress.ts'

/** An object, and what hangs from it. */
export interface TreeNode {
  label: string
  children: TreeNode[]
}

type PodWord = (pod: Pod) => string

const nameOf = ({kind, metadata}: KubeObject): string => `${kindNamed(kind).resource}/${metadata.name}`

const counts = (object: KubeObject): string => {
  const progress = progressOf(object)
  return progress ? `${progress.ready}/${progress.desired} ${object.kind === 'Job' ? 'completed' : 'ready'}` : ''
}

const childrenOf = (object: KubeObject, items: readonly KubeObject[]): KubeObject[] =>
  items.filter(({metadata}) => (metadata.ownerReferences ?? []).some(({uid}) => uid === object.metadata.uid))

const podLabel = (pod: Pod, word: PodWord): string =>
  `${nameOf(pod)}  ${word(pod)}${pod.spec.nodeName ? `  on node/${pod.spec.nodeName}` : ''}`

/** Replica sets of earlier versions, which hold no pods any more, are left out. */
const isEmptyReplicaSet = (object: KubeObject): boolean =>
  object.kind === 'ReplicaSet' && (progressOf(object)?.desired ?? 0) === 0 && (progressOf(object)?.ready ?? 0) === 0

const branch = (object: KubeObject, items: readonly KubeObject[], word: PodWord): TreeNode => ({
  label: object.kind === 'Pod' ? podLabel(object as Pod, word) : `${nameOf(object)}  ${counts(object)}`,
  children: childrenOf(object, items)
    .filter(child => APP_KINDS.includes(child.kind) && !isEmptyReplicaSet(child))
    .map(child => branch(child, items, word)),
})

/** Whether a service leads to pods of an app: by the labels of a pod, or of the app's pod template. */
const leadsTo = ({metadata, spec}: Service, app: KubeObject): boolean => {
  const selector = Object.entries(spec.selector ?? {})
  const labels =
    app.kind === 'Pod'
      ? app.metadata.labels
      : (app as {spec?: {template?: {metadata?: {labels?: Record<string, string>}}}}).spec?.template?.metadata?.labels
  const same = metadata.namespace === app.metadata.namespace
  return same && selector.length > 0 && selector.every(([key, value]) => labels?.[key] === value)
}

const serviceLabel = ({metadata, spec, status}: Service): string => {
  const ports = (spec.ports ?? []).map(
    ({port, nodePort, protocol = 'TCP'}) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`,
  )
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(({ip, hostname}) => ip ?? hostname ?? [])
  const address = spec.type === 'LoadBalancer' ? `  ${addresses.join(',') || '<pending>'}` : ''
  return `service/${metadata.name}  ${spec.type ?? 'ClusterIP'}  ${ports.join(',')}${address}`
}

/**
 * How services, apps, pods and nodes hang together; apps that no service leads to stand for themselves.
 * @param word what a pod is at, in a word
 */
export const buildTree = (items: readonly KubeObject[], word: PodWord): TreeNode[] => {
  const apps = items.filter(
    object => APP_KINDS.includes(object.kind) && (object.metadata.ownerReferences ?? []).length === 0,
  )
  const services = items.filter((object): object is Service => object.kind === 'Service')
  const served = new Set<KubeObject>()
  const roots = services.map(service => {
    const reached = apps.filter(app => leadsTo(service, app))
    for (const app of reached) served.add(app)
    return {label: serviceLabel(service), children: reached.map(app => branch(app, items, word))}
  })
  return [...roots, ...apps.filter(app => !served.has(app)).map(app => branch(app, items, word))]
}
