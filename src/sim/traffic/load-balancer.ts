import type {Socket} from 'node:net'
import {type ControlPlane, changeStatus, find} from '../controllers/control-plane.ts'
import {partsOf, pathOf} from '../controllers/draft.ts'
import type {Controller} from '../controllers/loop.ts'
import {serviceResource} from '../kinds/service/resource.ts'
import type {Service, ServicePort} from '../kinds/service/types.ts'
import {type AddressPool, addressOf} from './address-pool.ts'
import type {Balancer} from './balancer.ts'
import {notePorts, PublishedPorts, saysMoved} from './published-ports.ts'

const COMPONENT = 'service-controller'
const RETRY = 5000

export interface LoadBalancerOptions {
  balancer: Balancer
  addresses: AddressPool
  wake: (key: string) => void
}

/** The load balancer of one service. */
interface Served {
  ports: PublishedPorts
  isTold: boolean
}

/**
 * A cloud gives each Service of type LoadBalancer an address of its own. The loop compares those services with the
 * addresses that listen, here of this machine's loopback network, and writes `status.loadBalancer`. A service with a
 * `loadBalancerClass` is somebody else's.
 */
export const loadBalancerController = (
  plane: ControlPlane,
  {balancer, addresses, wake}: LoadBalancerOptions,
): Controller & {stop: () => void} => {
  const served = new Map<string, Served>()

  const end = (key: string): void => {
    served.get(key)?.ports.close()
    served.delete(key)
    addresses.release(serviceResource, key)
  }

  const say = (service: Service, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    plane.events.emit(service, {type, reason, message, component: COMPONENT})

  const accept = (key: string, number: number, socket: Socket): void => {
    const service = find<Service>(plane, serviceResource, ...partsOf(key))
    const port = service && tcpPorts(service).find(one => one.port === number)
    if (port) balancer.connect(service, port, socket)
    else socket.resetAndDestroy()
  }

  const publish = (service: Service, entry: Served): void => {
    const {ports} = entry
    notePorts(plane, serviceResource, service, ports.moved)
    changeStatus<Service>(plane, serviceResource, service, current => ({
      ...current,
      status: {...current.status, loadBalancer: {ingress: [{ip: ports.address, ipMode: 'VIP'}]}},
    }))
    if (entry.isTold) return
    entry.isTold = true
    say(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer')
    for (const moved of ports.moved) say(service, 'Normal', 'PortMoved', saysMoved(ports, moved))
  }

  const reconcile = (key: string): number | undefined => {
    const service = find<Service>(plane, serviceResource, ...partsOf(key))
    if (!service || !isOurs(service)) {
      // What somebody else has published is not ours to take back.
      if (service && served.has(key)) notePorts(plane, serviceResource, service, [])
      end(key)
      return undefined
    }
    let entry = served.get(key)
    if (!entry) {
      const address = addresses.take(serviceResource, key, addressOf(service) ?? service.spec.loadBalancerIP)
      if (address === undefined) {
        say(service, 'Warning', 'SyncLoadBalancerFailed', 'Error syncing load balancer: all addresses are taken')
        return RETRY
      }
      say(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')
      const ports = new PublishedPorts(
        address,
        (port, socket) => accept(key, port, socket),
        () => wake(key),
      )
      entry = {ports, isTold: false}
      served.set(key, entry)
    }
    const why = entry.ports.listen(tcpPorts(service).map(({port}) => port))
    if (why !== undefined) {
      say(service, 'Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: ${why}`)
      return RETRY
    }
    if (entry.ports.isOpen) publish(service, entry)
    return undefined
  }

  return {
    name: COMPONENT,
    *affected({resource, object}) {
      if (resource === serviceResource) yield pathOf(object)
    },
    reconcile,
    stop: () => {
      for (const {ports} of served.values()) ports.close()
      served.clear()
    },
  }
}

const tcpPorts = ({spec}: Service): ServicePort[] =>
  (spec.ports ?? []).filter(({protocol = 'TCP'}) => protocol === 'TCP')

const isOurs = ({spec, metadata}: Service): boolean =>
  spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined
