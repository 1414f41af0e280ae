import type {Endpoints, Node, Service, ServicePort} from '../../kubernetes/types.ts'
import {backendsOf} from './backends.ts'
import type {Forwards} from './forwards.ts'
import {listen, type PortListener} from './listen.ts'
import type {NodeReach} from './node-reach.ts'
import {ServedPort} from './served-port.ts'

/** The ports of a service that a tunnel can carry. */
export const tcpPorts = (service: Service): ServicePort[] =>
  (service.spec.ports ?? []).filter(({protocol = 'TCP'}) => protocol === 'TCP')

/** Those that it cannot, as `port 53/UDP`. */
export const otherPorts = (service: Service): string[] =>
  (service.spec.ports ?? []).flatMap(({port, protocol = 'TCP'}) =>
    protocol === 'TCP' ? [] : [`port ${port}/${protocol}`],
  )

const numbers = (service: Service): number[] => tcpPorts(service).map(({port}) => port)

export interface ServeOptions {
  forwards: Forwards
  signal: AbortSignal
  reach: NodeReach
  /** The addresses that it may listen on, the preferred one first. */
  addresses: readonly string[]
  /** Called with the reason why a client's connection could not be joined to a pod. */
  failed: (why: string) => void
}

/** A service with an address of its own that this tunnel listens on. */
export class ServedService {
  readonly address: string
  readonly listeners: readonly PortListener[]
  readonly #ports: ReadonlyMap<number, ServedPort>
  #pods = new Map<string, string>()
  /** The pods whose arrival was reported. */
  #reported = new Map<string, string>()

  private constructor(address: string, listeners: readonly PortListener[], ports: ReadonlyMap<number, ServedPort>) {
    this.address = address
    this.listeners = listeners
    this.#ports = ports
  }

  /** Begins to listen. @returns the system's error code where no address can be listened on */
  static async start(service: Service, options: ServeOptions): Promise<ServedService | {code: string}> {
    const {forwards, signal, reach, addresses, failed} = options
    const sticky = service.spec.sessionAffinity === 'ClientIP'
    const ports = new Map(
      numbers(service).map(port => [port, new ServedPort({forwards, signal, sticky, reach, failed})]),
    )
    const found = await listen(addresses, [...ports.keys()], (port, client) => ports.get(port)?.accept(client))
    return 'code' in found ? found : new ServedService(found.address, found.listeners, ports)
  }

  /** Where each port listens. */
  get published(): Map<number, number> {
    return new Map(this.listeners.map(({port, actual}) => [port, actual]))
  }

  /** The way that new connections take; empty until it is known. */
  get way(): string {
    return [...this.#ports.values()][0]?.way ?? ''
  }

  /** How many pods are ready. */
  get ready(): number {
    return this.#pods.size
  }

  /** Whether it listens for exactly the ports that the service has. */
  fits(service: Service): boolean {
    return numbers(service).join() === [...this.#ports.keys()].join()
  }

  /**
   * Follows the service's pods. @returns which came and which went, once it is known by which way they are reached:
   * `+ web-2 on kubia-worker`
   */
  update(service: Service, endpoints: Endpoints | undefined, nodes: readonly Node[]): string[] {
    this.#pods = new Map()
    for (const port of tcpPorts(service)) {
      const backends = backendsOf(service, port, endpoints, nodes)
      for (const {name, node} of backends.pods) this.#pods.set(name, node)
      this.#ports.get(port.port)?.update(backends)
    }
    if (this.way === '' && this.#pods.size > 0) return []
    const before = this.#reported
    this.#reported = this.#pods
    return [
      ...[...this.#pods]
        .filter(([name]) => !before.has(name))
        .map(([name, node]) => `+ ${name}${node ? ` on ${node}` : ''}`),
      ...[...before.keys()].filter(name => !this.#pods.has(name)).map(name => `- ${name}`),
    ]
  }

  /** Takes no new connections; established ones go on. */
  close(): void {
    for (const {server} of this.listeners) server.close()
  }

  /** Takes no new connections, and ends the established ones. */
  destroy(): void {
    this.close()
    for (const port of this.#ports.values()) port.destroy()
  }
}
