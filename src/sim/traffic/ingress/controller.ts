import {type ControlPlane, changeStatus, find} from '../../controllers/control-plane.ts'
import {partsOf, pathOf} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {ingressResource} from '../../kinds/ingress/resource.ts'
import {CLASS_ANNOTATION, type Ingress} from '../../kinds/ingress/types.ts'
import {ingressClassResource} from '../../kinds/ingressclass/resource.ts'
import {CONTROLLER, type IngressClass} from '../../kinds/ingressclass/types.ts'
import {type AddressPool, addressOf} from '../address-pool.ts'
import type {Balancer} from '../balancer.ts'
import {notePorts, PublishedPorts, saysMoved} from '../published-ports.ts'
import {Gateway, type Site} from './gateway.ts'
import {RoutingTable} from './routing-table.ts'

const COMPONENT = 'nginx-ingress-controller'
/** The class that the annotation names; also of ingresses that name none. */
const CLASS = 'nginx'
const HTTP = 80
const HTTPS = 443
const RETRY = 5000

export interface IngressOptions {
  balancer: Balancer
  addresses: AddressPool
  wake: (key: string) => void
}

interface Served {
  ports: PublishedPorts
  /** What of the ingress has been told. */
  told: string
  isPublished: boolean
}

/**
 * ingress-nginx, as kind's guide installs it (`--watch-ingress-without-class`): it serves ingresses of the classes with
 * its name as controller, those whose annotation names `nginx`, and those that name no class. Each gets an address of
 * its own, as load balancers do here.
 */
export const ingressController = (
  plane: ControlPlane,
  {balancer, addresses, wake}: IngressOptions,
): Controller & {stop: () => void} => {
  const served = new Map<string, Served>()
  const waiting = new Set<string>()

  const isOurs = ({spec, metadata}: Ingress): boolean => {
    if (metadata.deletionTimestamp !== undefined) return false
    if (spec.ingressClassName === undefined) return (metadata.annotations?.[CLASS_ANNOTATION] ?? CLASS) === CLASS
    return find<IngressClass>(plane, ingressClassResource, '', spec.ingressClassName)?.spec.controller === CONTROLLER
  }

  const ingressOf = (key: string): Ingress | undefined => find<Ingress>(plane, ingressResource, ...partsOf(key))

  const siteAt = (address: string, port: number): Site | undefined => {
    for (const [key, {ports}] of served) {
      if (ports.address !== address || ![ports.realPort(HTTP), ports.realPort(HTTPS)].includes(port)) continue
      const ingress = ingressOf(key)
      return ingress && {ingress, tlsPort: ports.realPort(HTTPS)}
    }
    return undefined
  }

  const table = new RoutingTable(plane.store, isOurs)
  const gateway = new Gateway(plane, {balancer, table, siteAt})

  const say = (ingress: Ingress, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    plane.events.emit(ingress, {type, reason, message, component: COMPONENT})

  const end = (key: string): void => {
    served.get(key)?.ports.close()
    served.delete(key)
    waiting.delete(key)
    addresses.release(ingressResource, key)
  }

  const begin = (key: string, ingress: Ingress): Served | undefined => {
    const address = addresses.take(ingressResource, key, addressOf(ingress))
    if (address === undefined) return undefined
    const ports = new PublishedPorts(
      address,
      (port, socket) => gateway.accept(socket, port === HTTPS ? 'https' : 'http'),
      () => wake(key),
    )
    const entry = {ports, told: '', isPublished: false}
    served.set(key, entry)
    return entry
  }

  const publish = (ingress: Ingress, {ports}: Served): void => {
    notePorts(plane, ingressResource, ingress, ports.moved)
    const status = {loadBalancer: {ingress: [{ip: ports.address}]}}
    changeStatus<Ingress>(plane, ingressResource, ingress, current => ({...current, status}), COMPONENT)
  }

  const reconcile = (key: string): number | undefined => {
    const ingress = ingressOf(key)
    if (!ingress || !isOurs(ingress)) {
      if (ingress && served.has(key)) notePorts(plane, ingressResource, ingress, [])
      end(key)
      return undefined
    }
    const entry = served.get(key) ?? begin(key, ingress)
    if (!entry) {
      if (!waiting.has(key)) say(ingress, 'Warning', 'SyncFailed', 'Error syncing ingress: all addresses are taken')
      waiting.add(key)
      return RETRY
    }
    // The real one says so of each change, its own of the status among them.
    const state = [ingress.metadata.uid, ingress.metadata.generation, addressOf(ingress)].join()
    if (entry.told !== state) say(ingress, 'Normal', 'Sync', 'Scheduled for sync')
    entry.told = state
    const why = entry.ports.listen((ingress.spec.tls ?? []).length > 0 ? [HTTP, HTTPS] : [HTTP])
    if (why !== undefined) {
      say(ingress, 'Warning', 'SyncFailed', `Error syncing ingress: ${why}`)
      return RETRY
    }
    if (!entry.ports.isOpen) return undefined
    publish(ingress, entry)
    if (!entry.isPublished)
      for (const moved of entry.ports.moved) say(ingress, 'Normal', 'PortMoved', saysMoved(entry.ports, moved))
    entry.isPublished = true
    return undefined
  }

  return {
    name: COMPONENT,
    *affected({resource, object}) {
      if (resource === ingressResource) yield pathOf(object)
      if (resource === ingressClassResource) for (const one of plane.store.list(ingressResource)) yield pathOf(one)
    },
    reconcile,
    stop: () => {
      for (const {ports} of served.values()) ports.close()
      served.clear()
      table.stop()
      gateway.stop()
    },
  }
}
