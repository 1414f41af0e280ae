import type {PodName} from '../../api-server/transport/port-forward.ts'
import {pod} from '../../kubernetes/kinds/pod.ts'
import type {EndpointAddress, Endpoints, Node, Service, ServicePort} from '../../kubernetes/types.ts'

/** A ready pod behind a service's port. */
export interface BackendPod extends PodName {
  /** The container's port. */
  port: number
  node: string
}

/** What a port of a service leads to now. */
export interface Backends {
  /** How many addresses are ready; those that are no pods of the cluster count too. */
  ready: number
  pods: BackendPod[]
  /** Where the node port leads to a ready pod: addresses of nodes. */
  nodes: {host: string; port: number}[]
}

const podOf = ({targetRef, nodeName = ''}: EndpointAddress, port: number): BackendPod[] =>
  targetRef?.kind === pod.kind && targetRef.name
    ? [{namespace: targetRef.namespace ?? 'default', name: targetRef.name, port, node: nodeName}]
    : []

const addressOf = (node: Node): string | undefined =>
  node.status?.addresses?.find(({type}) => type === 'InternalIP')?.address

const isReady = (node: Node): boolean =>
  node.status?.conditions?.some(({type, status}) => type === 'Ready' && status === 'True') === true

/**
 * What a port of a service leads to. A node port answers on every node; under `externalTrafficPolicy: Local` only on
 * nodes that have a ready pod, and on others the connection would hang.
 */
export const backendsOf = (
  service: Service,
  port: ServicePort,
  endpoints: Endpoints | undefined,
  nodes: Iterable<Node>,
): Backends => {
  const found = (endpoints?.subsets ?? []).flatMap(({addresses = [], ports = []}) =>
    ports
      .filter(({name, protocol = 'TCP'}) => (name ?? '') === (port.name ?? '') && protocol === 'TCP')
      .flatMap(target => addresses.map(address => ({address, target}))),
  )
  const isLocal = service.spec.externalTrafficPolicy === 'Local'
  const withPods = new Set(found.map(({address}) => address.nodeName))
  const {nodePort} = port
  return {
    ready: found.length,
    pods: found.flatMap(({address, target}) => podOf(address, target.port)),
    nodes:
      nodePort === undefined || found.length === 0
        ? []
        : [...nodes]
            .filter(node => isReady(node) && (!isLocal || withPods.has(node.metadata.name)))
            .flatMap(node => addressOf(node) ?? [])
            .map(host => ({host, port: nodePort})),
  }
}
