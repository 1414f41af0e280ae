import {isA, workloadOf} from '../kubernetes/kinds/index.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {service} from '../kubernetes/kinds/service.ts'
import {isOwned, progressOf, progressText} from '../kubernetes/kinds/workloads.ts'
import {objectKey, objectName} from '../kubernetes/object-name.ts'
import type {KubeObject, Pod, Service} from '../kubernetes/types.ts'
import type {ServiceTrouble} from './service-health.ts'

/** An object, and what hangs from it. */
export interface TreeNode {
  label: string
  children: TreeNode[]
}

type PodWord = (pod: Pod) => string

const counts = (object: KubeObject, items: readonly KubeObject[]): string => {
  const progress = progressOf(object, items)
  return progress ? progressText(object, progress) : ''
}

/** What is wrong with a node. */
interface NodeTrouble {
  node: string
  says: string
}

const podLabel = (one: Pod, {word, nodes}: PodContext): string => {
  const {nodeName} = one.spec
  const trouble = nodes.find(({node}) => node === nodeName)
  if (trouble) return `${objectName(one)}  ${trouble.says}`
  return `${objectName(one)}  ${word(one)}${nodeName ? `  on node/${nodeName}` : ''}`
}

/** What something is wrong with. */
interface Troubles {
  nodes?: readonly NodeTrouble[]
  services?: readonly ServiceTrouble[]
}

/** What labels are made with. */
interface PodContext {
  word: PodWord
  nodes: readonly NodeTrouble[]
}

/** A replica set of an earlier version, which holds no pods any more. */
const isEmpty = (object: KubeObject): boolean => {
  const progress = progressOf(object)
  return progress?.desired === 0 && progress.ready === 0
}

/** What objects own, by their uids. */
type Children = ReadonlyMap<string | undefined, readonly KubeObject[]>

const childrenAmong = (items: readonly KubeObject[]): Children => {
  const pairs = items.flatMap(child => {
    const owners = new Set(child.metadata.ownerReferences?.map(({uid}) => uid))
    return [...owners].map(owner => ({owner, child}))
  })
  const byOwner = Map.groupBy(pairs, ({owner}) => owner)
  return new Map([...byOwner].map(([owner, owned]) => [owner, owned.map(({child}) => child)]))
}

const branch = (object: KubeObject, owned: Children, context: PodContext): TreeNode => {
  const children = owned.get(object.metadata.uid) ?? []
  return {
    label: isA(pod)(object) ? podLabel(object, context) : `${objectName(object)}  ${counts(object, children)}`,
    children: children
      .filter(child => workloadOf(child) && !isEmpty(child))
      .map(child => branch(child, owned, context)),
  }
}

/** Whether a service leads to pods of an app: by the labels of a pod, or of the app's pod template. */
export const leadsTo = ({metadata, spec}: Service, app: KubeObject): boolean => {
  const selector = Object.entries(spec.selector ?? {})
  const labels = workloadOf(app)?.podTemplate(app)?.metadata?.labels
  const same = metadata.namespace === app.metadata.namespace
  return same && selector.length > 0 && selector.every(([key, value]) => labels?.[key] === value)
}

const serviceLabel = (one: Service, troubles: readonly ServiceTrouble[]): string => {
  const {spec, status} = one
  const ports = (spec.ports ?? []).map(
    ({port, nodePort, protocol = 'TCP'}) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`,
  )
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(({ip, hostname}) => ip ?? hostname ?? [])
  const address = spec.type === 'LoadBalancer' ? addresses.join(',') || '<pending>' : (spec.externalName ?? '')
  const trouble = troubles.find(({service, namespace}) => `${namespace}/${service}` === objectKey(one))
  return [objectName(one), spec.type ?? 'ClusterIP', ports.join(','), address, trouble?.says].filter(Boolean).join('  ')
}

/**
 * How services, apps, pods and nodes hang together; apps that no service leads to stand for themselves.
 * @param word what a pod is at, in a word; @param troubles the nodes on which nothing runs, and services that lead nowhere
 */
export const buildTree = (
  items: readonly KubeObject[],
  word: PodWord,
  {nodes = [], services: nowhere = []}: Troubles = {},
): TreeNode[] => {
  const context = {word, nodes}
  const owned = childrenAmong(items)
  const apps = items.filter(object => workloadOf(object) && !isOwned(object))
  const services = items.filter(isA(service))
  const served = new Set<KubeObject>()
  const roots = services.map(one => {
    const reached = apps.filter(app => leadsTo(one, app))
    for (const app of reached) served.add(app)
    return {label: serviceLabel(one, nowhere), children: reached.map(app => branch(app, owned, context))}
  })
  return [...roots, ...apps.filter(app => !served.has(app)).map(app => branch(app, owned, context))]
}
