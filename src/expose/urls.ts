import type {ClusterNode} from '../cluster/provider.ts'
import type {Node, Service, ServicePort} from '../kubernetes/types.ts'
import {ingressOf, publishedPort, tunnelOf} from './annotations.ts'

/** A URL that may answer from this machine, and why it should. */
export interface UrlCandidate {
  url: string
  /** `published on this machine`, `the load balancer’s address` */
  why: string
}

/** Ports that speak TLS: by what they say of themselves, else by convention. */
const isTls = ({appProtocol, name, port}: ServicePort): boolean => {
  if (appProtocol !== undefined) return /(?:^|\/)(?:https|wss)$/i.test(appProtocol)
  return /^https/.test(name ?? '') || [443, 8443, 6443].includes(port)
}

/** The URL of a port: `http://localhost:8080`. */
export const urlOf = (host: string, number: number, port: ServicePort): string => {
  const scheme = isTls(port) ? 'https' : 'http'
  const shown = host.includes(':') ? `[${host}]` : host
  const usual = scheme === 'https' ? 443 : 80
  return `${scheme}://${shown}${number === usual ? '' : `:${number}`}`
}

/** How a published port is called from this machine: what listens everywhere answers on localhost too. */
const hostOf = (address: string): string =>
  ['', '0.0.0.0', '::', '127.0.0.1', '::1'].includes(address) ? 'localhost' : address

const addressesOf = (node: Node, type: string): string[] =>
  (node.status?.addresses ?? []).filter(known => known.type === type).map(({address}) => address)

const publishedPorts = ({nodePort, protocol = 'TCP'}: ServicePort, nodes: readonly ClusterNode[]) =>
  nodes.flatMap(({ports}) => ports).filter(port => port.nodePort === nodePort && port.protocol === protocol)

const published = (port: ServicePort, nodes: readonly ClusterNode[]): UrlCandidate[] =>
  publishedPorts(port, nodes).map(({address, hostPort}) => ({
    url: urlOf(hostOf(address), hostPort, port),
    why: `node port ${port.nodePort} is published there`,
  }))

/** Where the ports of a service are published on this machine, of whatever protocol: `localhost:5353/UDP`. */
export const publishedPlaces = (service: Service, nodes: readonly ClusterNode[]): string[] =>
  (service.spec.ports ?? []).flatMap(port =>
    publishedPorts(port, nodes).map(({address, hostPort, protocol}) => `${hostOf(address)}:${hostPort}/${protocol}`),
  )

/**
 * The URLs by which a service may answer from this machine, the best first: a published port of a local cluster, the
 * load balancer's address, external IPs, then a node's own address (reachable in the same network, so on Linux for
 * kind's nodes too). Only TCP ports have one.
 * @param local the nodes of the local cluster; none for any other
 */
export const candidateUrls = (
  service: Service,
  nodes: readonly Node[],
  local: readonly ClusterNode[],
): UrlCandidate[] => {
  const ports = (service.spec.ports ?? []).filter(({protocol = 'TCP'}) => protocol === 'TCP')
  const ingress = ingressOf(service)
  const why = tunnelOf(service) === undefined ? 'the load balancer’s address' : 'the tunnel’s address'
  return ports.flatMap(port => [
    ...(port.nodePort === undefined ? [] : published(port, local)),
    ...ingress.map(host => ({url: urlOf(host, publishedPort(service, port), port), why})),
    ...(service.spec.externalIPs ?? []).map(ip => ({
      url: urlOf(ip, port.port, port),
      why: 'an external IP of the service',
    })),
    ...(port.nodePort === undefined ? [] : nodeUrls(port, port.nodePort, nodes)),
  ])
}

/** Why a node's own address may answer: not on every system, and not after the cluster is created again. */
export const ON_NODE = 'the node port on a node’s own address'

/** A node port answers on every node; two of them are enough to ask. */
const nodeUrls = (port: ServicePort, nodePort: number, nodes: readonly Node[]): UrlCandidate[] => {
  const external = nodes.flatMap(node => addressesOf(node, 'ExternalIP'))
  const internal = nodes.flatMap(node => addressesOf(node, 'InternalIP'))
  return [
    ...external
      .slice(0, 2)
      .map(ip => ({url: urlOf(ip, nodePort, port), why: 'the node port on a node’s external address'})),
    ...internal.slice(0, 2).map(ip => ({url: urlOf(ip, nodePort, port), why: ON_NODE})),
  ]
}

/** The URL of a published node port of this machine; undefined for one that is not published. */
export const publishedUrl = (nodePort: number, local: readonly ClusterNode[]): string | undefined =>
  published({port: nodePort, nodePort}, local)[0]?.url

/** A published node port that no service uses yet: a service that takes it answers on this machine. */
export const freePublishedPort = (
  local: readonly ClusterNode[],
  services: readonly Service[],
  protocol = 'TCP',
): number | undefined => {
  const taken = new Set(services.flatMap(({spec}) => (spec.ports ?? []).map(({nodePort}) => nodePort)))
  return local
    .flatMap(({ports}) => ports)
    .find(port => port.protocol === protocol && !taken.has(port.nodePort) && port.nodePort >= 30_000)?.nodePort
}
