import type {Clock} from '../clock.ts'
import type {Pod} from '../kinds/pod/types.ts'
import type {Streams} from '../server/streams.ts'
import type {Store} from '../store/store.ts'
import type {PodNetwork} from '../traffic/pod-network.ts'
import {serveLogs} from './logs.ts'
import {forwardPorts} from './port-forward.ts'
import {proxyRequest} from './proxy.ts'

export interface StreamParts {
  network: PodNetwork
  store: Store
  clock: Clock
}

/** Everything that leads into a pod. What would need a process in it (exec, attach) is refused by the server itself. */
export const podStreams = (parts: StreamParts): Streams => ({
  logs: (pod, options, response) => serveLogs({...parts, book: parts.network.logs}, pod as Pod, options, response),
  portForward: (pod, request, socket, head) => forwardPorts(parts.network, pod as Pod, request, socket, head),
  proxy: (kind, namespace, target, path, request, response) =>
    proxyRequest(parts, kind, namespace, target, path, request, response),
})
