import type {Registry} from './api/registry.ts'
import type {ResourceType} from './api/resource.ts'
import type {Clock} from './clock.ts'
import {ownerKey} from './controllers/claim.ts'
import {EventRecorder} from './controllers/events.ts'
import {garbageCollector} from './controllers/garbage-collector/garbage-collector.ts'
import {IndexOf} from './controllers/index-of.ts'
import {Loop} from './controllers/loop.ts'
import type {NodeSpec} from './description/description.ts'
import {slicesByService} from './kinds/endpointslice/controller.ts'
import {ingressResource} from './kinds/ingress/resource.ts'
import type {ActingKind, ControllerContext} from './kinds/kind.ts'
import {podResource} from './kinds/pod/resource.ts'
import type {Pod} from './kinds/pod/types.ts'
import {serviceResource} from './kinds/service/resource.ts'
import {registerNodes} from './kubelet/register.ts'
import type {Store} from './store/store.ts'
import {AddressPool} from './traffic/address-pool.ts'
import {Balancer} from './traffic/balancer.ts'
import {balancerAddresses} from './traffic/balancer-addresses.ts'

export interface ControllersOptions
  extends Pick<ControllerContext, 'caCertificate' | 'cluster' | 'network' | 'publish' | 'server'> {
  /** The kinds whose controllers run. */
  kinds: readonly ActingKind[]
  /** All kinds that are served, as they are by now. */
  served: {readonly resources: readonly ResourceType[]}
  nodes: readonly NodeSpec[]
  /** `1.36.0`: what the nodes say that they run. */
  kubernetesVersion: string
  registry: Registry
  store: Store
  clock: Clock
  /** Called with what went wrong in a loop; the loop tries again. */
  report: (error: unknown, what: string) => void
}

/** Starts everything that acts by itself: controllers, scheduler and kubelets. @returns what ends it */
export const startControllers = (options: ControllersOptions): {stop: () => void} => {
  const {kinds, served, nodes, kubernetesVersion, report, ...given} = options
  const {registry, store, clock} = given
  const events = new EventRecorder(registry, store, clock)
  const addresses = balancerAddresses(nodes.map(({address}) => address))
  const slices = slicesByService(store)
  const context: ControllerContext = {
    ...given,
    get resources() {
      return served.resources
    },
    events,
    addresses: new AddressPool(addresses, store, [serviceResource, ingressResource]),
    balancer: new Balancer(given.network, slices),
    nodeNames: nodes.map(({name}) => name),
    podsByNode: new IndexOf<Pod>(store, podResource, ({spec}) => (spec.nodeName ? [spec.nodeName] : [])),
    podsByOwner: new IndexOf<Pod>(store, podResource, pod => [ownerKey(pod)]),
    podsByNamespace: new IndexOf<Pod>(store, podResource, ({metadata}) => [metadata.namespace ?? '']),
    slicesByService: slices,
    wake: (controller, key) => loop.wake(controller, key),
  }
  registerNodes(context, nodes, kubernetesVersion)
  // The garbage collector is nobody's: it follows the owners of all kinds.
  const controllers = [...kinds.flatMap(kind => kind.controllers(context)), garbageCollector(context)]
  const loop: Loop = new Loop(controllers, {store, clock, report})
  const {podsByNode, podsByOwner, podsByNamespace} = context
  return {
    stop: () => {
      for (const part of [loop, events, podsByNode, podsByOwner, podsByNamespace, context.slicesByService]) part.stop()
    },
  }
}
