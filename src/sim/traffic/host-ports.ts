import type {Socket} from 'node:net'
import {type ControlPlane, find} from '../controllers/control-plane.ts'
import type {Controller} from '../controllers/loop.ts'
import type {PublishedPort} from '../description/description.ts'
import {nodeResource} from '../kinds/node/resource.ts'
import type {Node} from '../kinds/node/types.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {Pod} from '../kinds/pod/types.ts'
import {isUnreachable} from '../kubelet/knobs.ts'
import {lastingContainers} from '../kubelet/programs.ts'
import {Listener, whyNot} from './listener.ts'
import type {PodNetwork} from './pod-network.ts'

/** Milliseconds until a port that could not be had is tried again. */
const RETRY = 5000

export interface HostPortOptions {
  publish: readonly PublishedPort[]
  /** The nodes' names, in the order that `node` of a published port counts. */
  nodeNames: readonly string[]
  network: PodNetwork
  /** Asks for a look at a published port. */
  wake: (key: string) => void
}

/** The port of a container that a pod has at a port of its node. */
const containerPortAt = (pod: Pod, hostPort: number): number | undefined =>
  lastingContainers(pod)
    .flatMap(({ports = []}) => ports)
    .find(({hostPort: at, protocol = 'TCP'}) => at === hostPort && protocol === 'TCP')?.containerPort

const hasEnded = ({status}: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed'

/**
 * The CNI's portmap plugin gives a pod its `hostPort`s on its node. Here a published port of this machine leads to the
 * pod of that node which has that port, while there is one. A key is the index of a published port.
 */
export const hostPortProxy = (plane: ControlPlane, options: HostPortOptions): Controller & {stop: () => void} => {
  const {publish, nodeNames, network} = options
  const open = new Map<string, Listener>()
  const keys = [...publish.keys()].map(String)

  const behind = ({node = 0, nodePort, protocol}: PublishedPort): {pod: Pod; port: number} | undefined => {
    if (protocol !== 'TCP') return undefined
    const name = nodeNames[node] ?? ''
    const of = find<Node>(plane, nodeResource, '', name)
    if (!of || isUnreachable(of)) return undefined
    for (const pod of plane.podsByNode.get(name)) {
      const port = containerPortAt(pod, nodePort)
      if (port !== undefined && !hasEnded(pod)) return {pod, port}
    }
    return undefined
  }
  const accept = (published: PublishedPort, socket: Socket): void => {
    const target = behind(published)
    if (!target || !network.connect(target.pod, target.port, socket)) socket.resetAndDestroy()
  }
  const close = (key: string): void => {
    open.get(key)?.close()
    open.delete(key)
  }

  return {
    name: 'portmap',
    *affected({resource, object, previous}) {
      if (resource === nodeResource) yield* keys
      if (resource !== podResource) return
      for (const [index, {nodePort}] of publish.entries())
        if ([object, previous].some(pod => pod && containerPortAt(pod as Pod, nodePort) !== undefined))
          yield String(index)
    },
    reconcile: key => {
      const published = publish[Number(key)]
      const target = published && behind(published)
      if (!published || !target) {
        close(key)
        return undefined
      }
      const listener = open.get(key)
      if (listener?.state === 'failed') {
        const message = whyNot(listener)
        plane.events.emit(target.pod, {type: 'Warning', reason: 'FailedToListen', message, component: 'portmap'})
        close(key)
        return RETRY
      }
      if (!listener) {
        const {address, hostPort: port} = published
        const place = {address, port, published: true}
        open.set(
          key,
          new Listener(
            place,
            socket => accept(published, socket),
            () => options.wake(key),
          ),
        )
      }
      return undefined
    },
    stop: () => {
      for (const key of [...open.keys()]) close(key)
    },
  }
}
