import type {ControlPlane} from '../../controllers/control-plane.ts'
import {partsOf, pathOf} from '../../controllers/draft.ts'
import {isFinished, isReady} from '../../controllers/pod-state.ts'
import {matchesLabels} from '../../controllers/selector.ts'
import type {Change} from '../../store/store.ts'
import type {EndpointPort, TargetReference} from '../endpoints/types.ts'
import {podResource} from '../pod/resource.ts'
import type {Pod} from '../pod/types.ts'
import {serviceResource} from './resource.ts'
import type {Service, ServicePort} from './types.ts'

/** The changes of many pods become one change of a service's endpoints: after 20 ms, and 200 ms more for 10,000 pods. */
const BATCH = 20
const PODS_PER_MILLISECOND = 50

export const batchOf =
  ({podsByNamespace}: ControlPlane) =>
  (key: string): number =>
    BATCH + podsByNamespace.count(partsOf(key)[0]) / PODS_PER_MILLISECOND

/** A pod behind a service, with the port numbers that the service's ports mean there. */
export interface Backend {
  pod: Pod
  ip: string
  ready: boolean
  terminating: boolean
  ports: EndpointPort[]
}

/** Whether the endpoints of a service follow its selector; without one they are somebody else's business. */
export const followsSelector = ({spec}: Service): boolean =>
  spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0

/** The number that a service's port means in a pod: a name is looked up among the ports of its containers. */
export const targetPort = ({port, targetPort: target, protocol = 'TCP'}: ServicePort, pod: Pod): number | undefined => {
  if (target === undefined || target === 0 || target === '') return port
  if (typeof target === 'number') return target
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  return containers
    .flatMap(({ports = []}) => ports)
    .find(({name, protocol: spoken = 'TCP'}) => name === target && spoken === protocol)?.containerPort
}

const portsOf = ({spec}: Service, pod: Pod): EndpointPort[] =>
  (spec.ports ?? []).flatMap(port => {
    const number = targetPort(port, pod)
    if (number === undefined) return []
    const {name, protocol = 'TCP', appProtocol} = port
    return {...(name && {name}), port: number, protocol, ...(appProtocol && {appProtocol})}
  })

/** An IPv4 address as a number. */
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

/** The pods that a service selects and that have an address, ordered by it. */
export const backendsOf = ({podsByNamespace}: ControlPlane, service: Service): Backend[] => {
  const selected = podsByNamespace
    .get(service.metadata.namespace ?? '')
    .filter(
      pod =>
        pod.status.podIP !== undefined &&
        matchesLabels(service.spec.selector ?? {}, pod.metadata.labels) &&
        !isFinished(pod),
    )
    .map(pod => ({pod, order: numberOf(pod.status.podIP ?? '')}))
    .toSorted((a, b) => a.order - b.order)
  return selected.map(({pod}) => ({
    pod,
    ip: pod.status.podIP ?? '',
    ready: isReady(pod) || service.spec.publishNotReadyAddresses === true,
    terminating: pod.metadata.deletionTimestamp !== undefined,
    ports: portsOf(service, pod),
  }))
}

/** The name that a pod has in the DNS of a headless service; a StatefulSet gives it to its pods. */
export const hostnameIn = ({metadata}: Service, {spec}: Pod): {hostname?: string} =>
  spec.hostname && spec.subdomain === metadata.name ? {hostname: spec.hostname} : {}

export const referenceTo = ({metadata}: Pod): TargetReference => ({
  kind: 'Pod',
  ...(metadata.namespace && {namespace: metadata.namespace}),
  name: metadata.name,
  uid: metadata.uid,
})

/** The service itself, and the services that select a pod or did so before. */
export function* affectedServices({store}: ControlPlane, {resource, object, previous}: Change): Iterable<string> {
  if (resource === serviceResource) yield pathOf(object)
  if (resource !== podResource) return
  for (const service of store.list(serviceResource, object.metadata.namespace ?? '') as Service[]) {
    const isSelected = (pod: typeof object | undefined): boolean =>
      pod !== undefined && matchesLabels(service.spec.selector ?? {}, pod.metadata.labels)
    if (followsSelector(service) && (isSelected(object) || isSelected(previous))) yield pathOf(service)
  }
}
