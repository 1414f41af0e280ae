import {isPodReady} from '../pod-status.ts'
import {formatLabels} from '../selectors.ts'
import type {Pod, Service, ServicePort} from '../types.ts'
import {ageColumn} from './columns.ts'
import type {Kind} from './kind.ts'

/** Where the service answers outside the cluster: load balancer first, then the addresses the user gave. */
const externalIP = ({spec, status}: Service): string => {
  if (spec.type === 'ExternalName') return spec.externalName ?? ''
  const given = spec.externalIPs ?? []
  if (spec.type !== 'LoadBalancer') return given.join(',') || '<none>'
  const balanced = (status?.loadBalancer?.ingress ?? []).flatMap(({ip, hostname}) => ip || hostname || [])
  return [...new Set(balanced)].sort().concat(given).join(',') || '<pending>'
}

const ports = ({spec}: Service): string => {
  const all = (spec.ports ?? []).map(({port, nodePort, protocol = 'TCP'}) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return all.join(',') || '<none>'
}

/** Columns: printService in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const service: Kind<Service> = {
  apiVersion: 'v1',
  kind: 'Service',
  names: ['service', 'services', 'svc'],
  namespaced: true,
  listed: 'always',
  columns: [
    {name: 'Type', value: ({spec}) => spec.type ?? 'ClusterIP'},
    {name: 'Cluster-IP', value: ({spec}) => spec.clusterIPs?.[0] || spec.clusterIP || '<none>'},
    {name: 'External-IP', value: externalIP},
    {name: 'Port(s)', value: ports},
    ageColumn,
    {name: 'Selector', wide: true, value: ({spec}) => formatLabels(spec.selector)},
  ],
  workload: undefined,
  expose: {
    selector: ({spec}) => spec.selector && {matchLabels: spec.selector},
    ports: ({spec}) => (spec.ports ?? []).map(({port, protocol = 'TCP'}) => ({port, protocol})),
  },
}

/** A node on which nothing answers, and what is wrong with it. */
interface DeadNode {
  node: string
  says: string
}

/** Whether a service finds its pods itself: others have endpoints that somebody gave them, or are a name in the DNS. */
export const selectsPods = ({spec}: Service): boolean =>
  spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0

/** Whether a service selects pods with these labels. */
export const selects = ({spec}: Service, labels: Record<string, string> = {}): boolean =>
  Object.entries(spec.selector ?? {}).every(([key, value]) => labels[key] === value)

/** The pods that a service's selector matches, and that have not ended. */
const selectedPods = (one: Service, pods: readonly Pod[]): Pod[] =>
  pods
    .filter(({metadata}) => metadata.namespace === one.metadata.namespace && !metadata.deletionTimestamp)
    .filter(({status}) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
    .filter(({metadata}) => selects(one, metadata.labels))

/** Whether a pod has the container port that a service's port leads to; a number needs no declaration. */
const hasTarget = ({spec}: Pod, {targetPort}: ServicePort): boolean =>
  typeof targetPort !== 'string' ||
  [...spec.containers, ...(spec.initContainers ?? [])].some(({ports: declared = []}) =>
    declared.some(({name}) => name === targetPort),
  )

/** The port of a service that no container of its pods has; undefined where one leads somewhere. @param pods its own */
export const missingTarget = ({spec: {ports: all = []}}: Service, pods: readonly Pod[]): ServicePort | undefined =>
  pods.length > 0 && all.every(port => !pods.some(each => hasTarget(each, port))) ? all[0] : undefined

/** What is said of it. */
export const saysMissing = ({targetPort}: ServicePort): string => `no container of its pods names a port ${targetPort}`

/**
 * Why a service leads nowhere: `no endpoints: no pod has app=kubia`. Facts: which pods the endpoints controller takes
 * (Kubernetes' pkg/controller/endpointslice).
 * @param pods all of the service's namespace @param nodes those that are down: in the 40 s before Kubernetes notices,
 * their pods are still endpoints @param idle what is said of the apps that run its pods, where they are scaled to 0
 * @returns undefined where it leads to a pod, and for a service that selects none
 */
export const explainNoEndpoints = (
  one: Service,
  pods: readonly Pod[],
  nodes: readonly DeadNode[] = [],
  idle?: string,
): string | undefined => {
  if (!selectsPods(one)) return undefined
  const selected = selectedPods(one, pods)
  if (selected.length === 0) return `no endpoints: ${idle ?? `no pod has ${formatLabels(one.spec.selector)}`}`
  const missing = missingTarget(one, selected)
  if (missing) return `no endpoints: ${saysMissing(missing)}`
  const isReady = (each: Pod): boolean => one.spec.publishNotReadyAddresses === true || isPodReady(each)
  const downOf = ({spec}: Pod): DeadNode | undefined => nodes.find(({node}) => node === spec.nodeName)
  const ready = selected.filter(isReady)
  if (ready.some(each => !downOf(each))) return undefined
  const down = new Set(selected.flatMap(each => downOf(each)?.says ?? []))
  const count = selected.length === 1 ? 'its pod is not ready' : `none of its ${selected.length} pods is ready`
  const why = selected.every(downOf) ? [...down] : [count, ...down]
  return `${ready.length > 0 ? 'no endpoint answers' : 'no endpoints'}: ${why.join(', ')}`
}
