import type {Socket} from 'node:net'
import {type ControlPlane, change, changeStatus, find} from '../controllers/control-plane.ts'
import {partsOf, pathOf} from '../controllers/draft.ts'
import type {Controller} from '../controllers/loop.ts'
import {serviceResource} from '../kinds/service/resource.ts'
import type {Service, ServicePort} from '../kinds/service/types.ts'
import type {Balancer} from './balancer.ts'
import {Listener, whyNot} from './listener.ts'

const COMPONENT = 'service-controller'
/** Says which ports answer in place of those that may not be had: `80=8080,443=8443`. */
export const PUBLISHED_PORTS = 'kubia.dev/published-ports'
/** How many ports are tried in place of one. */
const TRIES = 20
const RETRY = 5000

export interface LoadBalancerOptions {
  balancer: Balancer
  /** The addresses that may be given, in their order; one for all where the machine has no other. */
  addresses: readonly string[]
  wake: (key: string) => void
}

/** The load balancer of one service. */
interface Served {
  address: string
  /** By the service's port, the listener that is open or was tried last. */
  listeners: Map<number, {listener: Listener; tries: number}>
  isTold: boolean
}

/**
 * A cloud gives each Service of type LoadBalancer an address of its own. The loop compares those services with the
 * addresses that listen, here of this machine's loopback network, and writes `status.loadBalancer`. A service with a
 * `loadBalancerClass` is somebody else's.
 */
export const loadBalancerController = (
  plane: ControlPlane,
  options: LoadBalancerOptions,
): Controller & {stop: () => void} => {
  const served = new Map<string, Served>()

  const end = (key: string): void => {
    for (const {listener} of served.get(key)?.listeners.values() ?? []) listener.close()
    served.delete(key)
  }

  const say = (service: Service, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    plane.events.emit(service, {type, reason, message, component: COMPONENT})

  const listen = (key: string, address: string, port: ServicePort, tries: number) => {
    const accept = (socket: Socket): void => {
      const service = find<Service>(plane, serviceResource, ...partsOf(key))
      if (service) options.balancer.connect(service, port, socket)
      else socket.resetAndDestroy()
    }
    return {listener: new Listener({address, port: placeFor(port.port, tries)}, accept, () => options.wake(key)), tries}
  }

  const reconcile = (key: string): number | undefined => {
    const service = find<Service>(plane, serviceResource, ...partsOf(key))
    if (!service || !isOurs(service)) {
      // What somebody else has published is not ours to take back.
      if (service && served.has(key)) dropAnnotation(plane, service)
      end(key)
      return undefined
    }
    let entry = served.get(key)
    if (!entry) {
      const address = chooseAddress(plane, service, options.addresses, served)
      if (address === undefined) {
        say(service, 'Warning', 'SyncLoadBalancerFailed', 'Error syncing load balancer: all addresses are taken')
        return RETRY
      }
      say(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer')
      entry = {address, listeners: new Map(), isTold: false}
      served.set(key, entry)
    }
    const ports = (service.spec.ports ?? []).filter(({protocol = 'TCP'}) => protocol === 'TCP')
    for (const [number, {listener}] of entry.listeners)
      if (!ports.some(({port}) => port === number)) {
        listener.close()
        entry.listeners.delete(number)
      }
    for (const port of ports) {
      const known = entry.listeners.get(port.port)
      if (known && known.listener.state !== 'failed') continue
      known?.listener.close()
      if (known && known.tries + 1 >= TRIES) {
        say(service, 'Warning', 'SyncLoadBalancerFailed', `Error syncing load balancer: ${whyNot(known.listener)}`)
        entry.listeners.delete(port.port)
        return RETRY
      }
      entry.listeners.set(port.port, listen(key, entry.address, port, known ? known.tries + 1 : 0))
    }
    const all = [...entry.listeners.values()]
    if (all.every(({listener}) => listener.state === 'open')) publish(plane, service, entry, say)
    return undefined
  }

  return {
    name: COMPONENT,
    *affected({resource, object}) {
      if (resource === serviceResource) yield pathOf(object)
    },
    reconcile,
    stop: () => {
      for (const key of [...served.keys()]) end(key)
    },
  }
}

const isOurs = ({spec, metadata}: Service): boolean =>
  spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined

const addressOf = ({status}: Service): string | undefined => status?.loadBalancer?.ingress?.[0]?.ip

/** The address that it has, or the first that no other service has; where there is only one, all share it. */
const chooseAddress = (
  {store}: ControlPlane,
  service: Service,
  addresses: readonly string[],
  served: ReadonlyMap<string, Served>,
): string | undefined => {
  if (addresses.length === 1) return addresses[0]
  const others = (store.list(serviceResource) as Service[]).filter(
    ({metadata}) => metadata.uid !== service.metadata.uid,
  )
  const taken = new Set([...others.map(addressOf), ...[...served.values()].map(({address}) => address)])
  const free = addresses.filter(address => !taken.has(address))
  const preferred = addressOf(service) ?? service.spec.loadBalancerIP
  return free.find(address => address === preferred) ?? free[0]
}

/** The port to listen on: its own, and after that those that people use in its place. */
const placeFor = (port: number, tries: number): number => {
  if (tries === 0) return port
  const first = port === 443 ? 8443 : port < 1024 ? 8000 + port : port + 1
  return (first + tries - 1) % 65_536
}

const publish = (
  plane: ControlPlane,
  service: Service,
  entry: Served,
  say: (service: Service, type: 'Normal', reason: string, message: string) => void,
): void => {
  const moved = [...entry.listeners].filter(([port, {listener}]) => listener.port !== port)
  const text = moved.map(([port, {listener}]) => `${port}=${listener.port}`).join()
  if (text === '') dropAnnotation(plane, service)
  else
    change<Service>(plane, serviceResource, service, current => ({
      ...current,
      metadata: {...current.metadata, annotations: {...current.metadata.annotations, [PUBLISHED_PORTS]: text}},
    }))
  changeStatus<Service>(plane, serviceResource, service, current => ({
    ...current,
    status: {...current.status, loadBalancer: {ingress: [{ip: entry.address, ipMode: 'VIP'}]}},
  }))
  if (entry.isTold) return
  entry.isTold = true
  say(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer')
  for (const [port, {listener}] of moved) {
    const message = `Port ${port} cannot be listened on here; ${listener.address}:${listener.port} answers in its place`
    say(service, 'Normal', 'PortMoved', message)
  }
}

const dropAnnotation = (plane: ControlPlane, service: Service): void => {
  if (service.metadata.annotations?.[PUBLISHED_PORTS] === undefined) return
  change<Service>(plane, serviceResource, service, current => {
    const {[PUBLISHED_PORTS]: _, ...annotations} = current.metadata.annotations ?? {}
    return {...current, metadata: {...current.metadata, annotations}}
  })
}
