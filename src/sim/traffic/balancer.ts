import type {Socket} from 'node:net'
import {pathOf} from '../controllers/draft.ts'
import type {IndexOf} from '../controllers/index-of.ts'
import type {Endpoint, EndpointSlice} from '../kinds/endpointslice/types.ts'
import type {Service, ServicePort} from '../kinds/service/types.ts'
import type {PodNetwork} from './pod-network.ts'

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
    const backend = this.#next(service, port, node)
    const pod = backend && this.#network.podAt(backend.address)
    if (!pod || !this.#network.connect(pod, backend.port, socket)) socket.resetAndDestroy()
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
