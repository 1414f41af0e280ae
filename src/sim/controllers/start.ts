import type {Pod} from '../api/kinds/pod.ts'
import type {Registry} from '../api/registry.ts'
import {types} from '../api/resources.ts'
import type {Clock} from '../clock.ts'
import {kubelet} from '../kubelet/kubelet.ts'
import type {NodeSpec} from '../kubelet/nodes.ts'
import {registerNodes} from '../kubelet/register.ts'
import {scheduler} from '../scheduler/scheduler.ts'
import type {Store} from '../store/store.ts'
import {ownerKey} from './claim.ts'
import type {ControlPlane} from './control-plane.ts'
import {deploymentController} from './deployment/deployment.ts'
import {EventRecorder} from './events.ts'
import {IndexOf} from './index-of.ts'
import {Loop} from './loop.ts'
import {replicaSetController} from './replicaset.ts'
import {replicationController} from './replication-controller.ts'

export interface ControllersOptions {
  /** The cluster's name. */
  cluster: string
  nodes: readonly NodeSpec[]
  /** `1.36.0`: what the nodes say that they run. */
  kubernetesVersion: string
  registry: Registry
  store: Store
  clock: Clock
  /** Told of what went wrong in a loop; the loop tries again. */
  report: (error: unknown, what: string) => void
}

/** Starts everything that acts by itself: controllers, scheduler and kubelets. @returns what ends it */
export const startControllers = (options: ControllersOptions): {stop: () => void} => {
  const {cluster, nodes, kubernetesVersion, registry, store, clock, report} = options
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
  registerNodes(plane, nodes, kubernetesVersion)
  const deployments = deploymentController(plane)
  const placement = scheduler(plane)
  const loop = new Loop(
    [
      deployments,
      replicaSetController(plane),
      replicationController(plane),
      placement,
      kubelet(plane, {onEnd: () => undefined}),
    ],
    {store, clock, report},
  )
  return {
    stop: () => {
      for (const part of [
        loop,
        deployments,
        placement,
        events,
        plane.podsByNode,
        plane.podsByOwner,
        plane.podsByNamespace,
      ])
        part.stop()
    },
  }
}
