import type {Pod} from './api/kinds/pod.ts'
import type {Registry} from './api/registry.ts'
import {types} from './api/resources.ts'
import type {Clock} from './clock.ts'
import {ownerKey} from './controllers/claim.ts'
import type {ControlPlane} from './controllers/control-plane.ts'
import {deploymentController} from './controllers/deployment/deployment.ts'
import {endpointSliceController, slicesByService} from './controllers/endpoints/endpoint-slices.ts'
import {endpointsController} from './controllers/endpoints/endpoints.ts'
import {EventRecorder} from './controllers/events.ts'
import {garbageCollector} from './controllers/garbage-collector/garbage-collector.ts'
import {IndexOf} from './controllers/index-of.ts'
import {kubernetesServiceController} from './controllers/kubernetes-service.ts'
import {Loop} from './controllers/loop.ts'
import {namespaceController} from './controllers/namespace.ts'
import {nodeLifecycleController} from './controllers/node/node-lifecycle.ts'
import {taintEvictionController} from './controllers/node/taint-eviction.ts'
import {podGarbageCollector} from './controllers/pod-garbage-collector.ts'
import {replicaSetController} from './controllers/replicaset.ts'
import {replicationController} from './controllers/replication-controller.ts'
import {rootCaPublisher} from './controllers/root-ca-publisher.ts'
import {serviceAccountController} from './controllers/service-account.ts'
import type {NodeSpec} from './description/description.ts'
import {kubelet} from './kubelet/kubelet.ts'
import {nodeStatus} from './kubelet/node-status.ts'
import {registerNodes} from './kubelet/register.ts'
import {scheduler} from './scheduler/scheduler.ts'
import type {Store} from './store/store.ts'
import {Balancer} from './traffic/balancer.ts'
import {balancerAddresses} from './traffic/balancer-addresses.ts'
import {loadBalancerController} from './traffic/load-balancer.ts'
import {nodePortProxy, type PublishedPort} from './traffic/node-ports.ts'
import type {PodNetwork} from './traffic/pod-network.ts'

export interface ControllersOptions {
  /** The cluster's name. */
  cluster: string
  /** Where the API server answers. */
  server: URL
  nodes: readonly NodeSpec[]
  /** `1.36.0`: what the nodes say that they run. */
  kubernetesVersion: string
  /** PEM of the authority that signed the API server's certificate. */
  caCertificate: string
  registry: Registry
  store: Store
  clock: Clock
  network: PodNetwork
  /** Ports of this machine that lead to node ports. */
  publish: readonly PublishedPort[]
  /** Told of what went wrong in a loop; the loop tries again. */
  report: (error: unknown, what: string) => void
}

/** Starts everything that acts by itself: controllers, scheduler and kubelets. @returns what ends it */
export const startControllers = (options: ControllersOptions): {stop: () => void} => {
  const {cluster, server, nodes, network, publish, registry, store, clock, report} = options
  const events = new EventRecorder(registry, store, clock)
  const plane: ControlPlane = {
    cluster,
    registry,
    store,
    clock,
    events,
    podsByNode: new IndexOf<Pod>(store, types.Pod, ({spec}) => (spec.nodeName ? [spec.nodeName] : [])),
    podsByOwner: new IndexOf<Pod>(store, types.Pod, pod => [ownerKey(pod)]),
    podsByNamespace: new IndexOf<Pod>(store, types.Pod, ({metadata}) => [metadata.namespace ?? '']),
  }
  registerNodes(plane, nodes, options.kubernetesVersion)
  const slices = slicesByService(plane)
  const deployments = deploymentController(plane)
  const collector = garbageCollector(plane)
  const placement = scheduler(plane)
  const balancer = new Balancer(network, slices)
  const nodePorts = nodePortProxy(plane, {balancer, publish, wake: key => loop.wake(nodePorts, key)})
  const addresses = balancerAddresses(nodes.map(({address}) => address))
  const loadBalancers = loadBalancerController(plane, {balancer, addresses, wake: key => loop.wake(loadBalancers, key)})
  const loop: Loop = new Loop(
    [
      nodeStatus(plane),
      nodeLifecycleController(plane),
      serviceAccountController(plane),
      rootCaPublisher(plane, options.caCertificate),
      kubernetesServiceController(plane, server),
      deployments,
      replicaSetController(plane),
      replicationController(plane),
      placement,
      kubelet(plane, {onEnd: uid => network.end(uid)}),
      taintEvictionController(plane),
      endpointsController(plane),
      endpointSliceController(plane, slices),
      nodePorts,
      loadBalancers,
      collector,
      podGarbageCollector(plane),
      namespaceController(plane),
    ],
    {store, clock, report},
  )
  const indexes = [plane.podsByNode, plane.podsByOwner, plane.podsByNamespace, slices]
  return {
    stop: () => {
      for (const part of [loop, deployments, collector, placement, nodePorts, loadBalancers, events, ...indexes])
        part.stop()
    },
  }
}
