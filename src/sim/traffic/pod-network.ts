import type {Duplex} from 'node:stream'
import type {Clock} from '../clock.ts'
import {IndexOf} from '../controllers/index-of.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {Pod} from '../kinds/pod/types.ts'
import {lastingContainers, programOf} from '../kubelet/programs.ts'
import type {Store} from '../store/store.ts'
import {LogBook} from '../streams/log-book.ts'
import {Application} from './application.ts'

/** Where requests from outside of the cluster seem to come from: the gateway of a node's pod network. */
const OUTSIDE = '10.244.0.1'

/**
 * The network of the pods: it finds the pod behind an address, connects to the application in it, and knows all
 * connections, so that they end with their pod.
 */
export class PodNetwork {
  readonly logs: LogBook
  readonly #application: Application
  readonly #byAddress: IndexOf<Pod>
  readonly #connections = new Map<string, Set<Duplex>>()

  constructor(store: Store, clock: Clock) {
    this.logs = new LogBook(clock)
    this.#application = new Application(({pod, container, from}, request) =>
      this.logs.write(pod, container, `Received request from ${from}: ${request}`),
    )
    this.#byAddress = new IndexOf<Pod>(store, podResource, ({status, spec}) =>
      status.podIP && !spec.hostNetwork ? [status.podIP] : [],
    )
  }

  /** The pod that has an address and runs. */
  podAt(address: string): Pod | undefined {
    return this.#byAddress.get(address).find(({status}) => status.phase === 'Running')
  }

  /** Whether a container of the pod that runs listens on a port. */
  listener(pod: Pod, port: number): string | undefined {
    const {initContainerStatuses = [], containerStatuses = []} = pod.status
    const isRunning = (name: string): boolean =>
      [...initContainerStatuses, ...containerStatuses].some(status => status.name === name && status.state.running)
    return lastingContainers(pod).find(
      container => isRunning(container.name) && programOf(pod, container).ports.includes(port),
    )?.name
  }

  /** Hands a connection to the application. @returns false where nothing listens, and the connection is the caller's */
  connect(pod: Pod, port: number, stream: Duplex, from = OUTSIDE): boolean {
    const container = this.listener(pod, port)
    if (container === undefined) return false
    this.hold(pod.metadata.uid, stream)
    this.#application.serve(stream, {pod, container, from})
    return true
  }

  /** Ends a connection when a pod ends. */
  hold(uid: string, stream: Duplex): void {
    const open = this.#connections.get(uid) ?? new Set()
    this.#connections.set(uid, open.add(stream))
    stream.once('close', () => {
      open.delete(stream)
      if (open.size === 0 && this.#connections.get(uid) === open) this.#connections.delete(uid)
    })
  }

  /** Ends all connections to a pod, and forgets what it printed. */
  end(uid: string): void {
    for (const stream of this.#connections.get(uid) ?? []) stream.destroy()
    this.#connections.delete(uid)
    this.logs.forget(uid)
  }

  stop(): void {
    for (const uid of [...this.#connections.keys()]) this.end(uid)
    this.#byAddress.stop()
  }
}
