// What is more than one request and one answer: logs that are followed, and connections that are taken over. The real
// server hands these on to the kubelet of the pod's node.
import type {IncomingMessage, ServerResponse} from 'node:http'
import type {Duplex} from 'node:stream'
import type {KubeObject} from '../api/object.ts'

export interface PodLogOptions {
  container?: string
  follow: boolean
  previous: boolean
  timestamps: boolean
  tailLines?: number
  sinceSeconds?: number
  /** RFC 3339. */
  sinceTime?: string
  limitBytes?: number
}

export interface Streams {
  /**
   * Writes a container's log as plain text and ends the response; with `follow` when the container or the client ends.
   * Nothing has been written when it throws.
   * @throws ApiError BadRequest where it is not clear which container is meant, or it has not started
   */
  logs(pod: KubeObject, options: PodLogOptions, response: ServerResponse): void | Promise<void>
  /**
   * Takes the connection over: of `Upgrade: SPDY/3.1` with the protocol `portforward.k8s.io`, or of a WebSocket with
   * `v4.channel.k8s.io`. Answers 101 and serves it.
   * @param head what the client has already sent
   * @throws ApiError as long as nothing was written
   */
  portForward(pod: KubeObject, request: IncomingMessage, socket: Duplex, head: Buffer): void | Promise<void>
  /**
   * Carries a request to a pod or a service and its answer back: what `kubectl proxy` and `expose`'s probe use.
   * @param target `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`
   * @param path with its leading slash and query
   * @throws ApiError as long as nothing was written
   */
  proxy(
    kind: 'pods' | 'services',
    namespace: string,
    target: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): void | Promise<void>
}
