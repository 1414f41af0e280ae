import type {Socket} from 'node:net'
import {type ControlPlane, find} from '../controllers/control-plane.ts'
import {partsOf, pathOf} from '../controllers/draft.ts'
import type {Controller} from '../controllers/loop.ts'
import type {PublishedPort} from '../description/description.ts'
import {nodeResource} from '../kinds/node/resource.ts'
import type {Node} from '../kinds/node/types.ts'
import {serviceResource} from '../kinds/service/resource.ts'
import type {Service, ServicePort} from '../kinds/service/types.ts'
import {isUnreachable} from '../kubelet/knobs.ts'
import type {Balancer} from './balancer.ts'
import {type ListenAddress, Listener, whyNot} from './listener.ts'

/** At how many nodes' addresses a node port is listened on: a thousand nodes would take all file descriptors. */
const MOST_NODES = 50
/** Milliseconds until a port that could not be had is tried again. */
const RETRY = 5000

interface WantedPort extends ListenAddress {
  servicePort: ServicePort
  /** The node whose address it is. */
  node: string | undefined
}

export interface NodePortOptions {
  balancer: Balancer
  publish: readonly PublishedPort[]
  /** The nodes' names, in the order that `node` of a published port counts. */
  nodeNames: readonly string[]
  /** Asks for a look at a service. */
  wake: (key: string) => void
}

/**
 * kube-proxy opens the node ports of Services on every node. The loop compares the node ports with the sockets that
 * listen, here on loopback addresses of this machine; a connection is handed to the next pod that is ready.
 */
export const nodePortProxy = (plane: ControlPlane, options: NodePortOptions): Controller & {stop: () => void} => {
  const open = new Map<string, Map<string, Listener>>()

  const listen = (key: string, {servicePort, node, ...place}: WantedPort): Listener =>
    new Listener(
      place,
      (socket: Socket) => {
        const service = find<Service>(plane, serviceResource, ...partsOf(key))
        if (service) options.balancer.connect(service, servicePort, socket, node)
        else socket.resetAndDestroy()
      },
      () => options.wake(key),
    )

  return {
    name: 'kube-proxy',
    *affected({resource, object, previous}) {
      if (resource === serviceResource) yield pathOf(object)
      if (resource === nodeResource && addressOf(object as Node) !== (previous && addressOf(previous as Node)))
        for (const service of plane.store.list(serviceResource)) yield pathOf(service)
    },
    reconcile: key => {
      const service = find<Service>(plane, serviceResource, ...partsOf(key))
      const wanted = service ? wantedBy(plane, service, options) : new Map<string, WantedPort>()
      const listeners = open.get(key) ?? new Map<string, Listener>()
      for (const [place, listener] of listeners) {
        const failed = listener.state === 'failed'
        if (wanted.has(place) && !failed) continue
        listener.close()
        listeners.delete(place)
        if (!failed || !service || !wanted.has(place)) continue
        wanted.delete(place)
        const message = whyNot(listener)
        plane.events.emit(service, {type: 'Warning', reason: 'FailedToListen', message, component: 'kube-proxy'})
      }
      const given = service ? wantedBy(plane, service, options).size : 0
      for (const [place, where] of wanted) if (!listeners.has(place)) listeners.set(place, listen(key, where))
      if (listeners.size > 0) open.set(key, listeners)
      else open.delete(key)
      if (!service) options.balancer.forget(key)
      return wanted.size < given ? RETRY : undefined
    },
    stop: () => {
      for (const listeners of open.values()) for (const listener of listeners.values()) listener.close()
      open.clear()
    },
  }
}

/** Where a node is reached; nowhere while it is cut off. */
const addressOf = (node: Node): string | undefined =>
  isUnreachable(node) ? undefined : node.status.addresses?.find(({type}) => type === 'InternalIP')?.address

const wantedBy = (
  {store}: ControlPlane,
  {spec, metadata}: Service,
  {publish, nodeNames}: Pick<NodePortOptions, 'publish' | 'nodeNames'>,
): Map<string, WantedPort> => {
  const wanted = new Map<string, WantedPort>()
  if (metadata.deletionTimestamp !== undefined) return wanted
  const nodes = (store.list(nodeResource) as Node[]).slice(0, MOST_NODES)
  for (const servicePort of spec.ports ?? []) {
    const {nodePort, protocol = 'TCP'} = servicePort
    if (!nodePort || protocol !== 'TCP') continue
    for (const node of nodes) {
      const address = addressOf(node)
      // Where all nodes share one address, the first one stands for all.
      const place = `${address}:${nodePort}`
      if (address === undefined || wanted.has(place)) continue
      wanted.set(place, {address, port: nodePort, servicePort, node: node.metadata.name})
    }
    for (const {address, hostPort, nodePort: to, protocol: spoken, node = 0} of publish)
      if (to === nodePort && spoken.toUpperCase() === 'TCP')
        wanted.set(`${address}:${hostPort}`, {
          address,
          port: hostPort,
          published: true,
          servicePort,
          node: nodeNames[node],
        })
  }
  return wanted
}
