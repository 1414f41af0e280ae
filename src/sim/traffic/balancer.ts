import type {Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {pathOf} from '../controllers/draft.ts'
import type {IndexOf} from '../controllers/index-of.ts'
import type {Endpoint, EndpointSlice} from '../kinds/endpointslice/types.ts'
import type {Service, ServicePort} from '../kinds/service/types.ts'
import type {PodNetwork} from './pod-network.ts'

/** What became of a connection to a service. */
export type Connected = 'connected' | 'no pod is ready' | 'nothing listens'

/** Spreads connections to services over the pods behind them: one after the other, each connection to the next. */
export class Balancer {
  readonly #network: PodNetwork
  readonly #slices: IndexOf<EndpointSlice>
  readonly #turns = new Map<string, number>()

  constructor(network: PodNetwork, slices: IndexOf<EndpointSlice>) {
    this.#network = network
    this.#slices = slices
  }

  /**
   * Connects a socket to a pod of a service. Where no pod is ready, or nothing listens in it, the connection is reset.
   * @param node only its pods, where the service keeps traffic on the node
   */
  connect(service: Service, port: ServicePort, socket: Socket, node?: string): void {
    if (this.tryConnect(service, port, socket, node) !== 'connected') socket.resetAndDestroy()
  }

  /** The same; where it is not connected, the stream is the caller's. */
  tryConnect(service: Service, port: ServicePort, stream: Duplex, node?: string): Connected {
    const backend = this.#next(service, port, node)
    if (!backend) return 'no pod is ready'
    const pod = this.#network.podAt(backend.address)
    return pod && this.#network.connect(pod, backend.port, stream) ? 'connected' : 'nothing listens'
  }

  forget(path: string): void {
    for (const key of this.#turns.keys()) if (key.startsWith(`${path} `)) this.#turns.delete(key)
  }

  #next(service: Service, port: ServicePort, node?: string): {address: string; port: number} | undefined {
    const path = pathOf(service)
    const isLocal = node !== undefined && service.spec.externalTrafficPolicy === 'Local'
    const backends = this.#slices.get(path).flatMap(slice => {
      const target = slice.ports.find(({name = ''}) => name === (port.name ?? ''))?.port
      const isOpen = ({conditions, nodeName}: Endpoint): boolean =>
        conditions?.ready !== false && (!isLocal || nodeName === node)
      const open = target === undefined ? [] : slice.endpoints.filter(isOpen)
      return open.map(({addresses: [address = '']}) => ({address, port: target ?? 0}))
    })
    const key = `${path} ${port.port}`
    const turn = this.#turns.get(key) ?? 0
    this.#turns.set(key, turn + 1)
    return backends[turn % backends.length]
  }
}
