import type {Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {Backends} from './backends.ts'
import {dial} from './connect.ts'
import type {Forwards} from './forwards.ts'
import {NodeReach} from './node-reach.ts'
import {KEEPALIVE_MS, relay, relayUnproved} from './relay.ts'

/** For how long connections wait for a pod where none is ready, in ms: a replaced pod takes about that long. */
const EMPTY_MS = 20_000
const POLL_MS = 100
/** For how long nodes that refuse or don't answer are asked again for one connection, in ms. */
const DIAL_MS = 5000
/**
 * How long after a pod has gone node ports may still lead to its address, in ms: kube-proxy on a busy node takes
 * seconds. At that address nobody answers, or somebody else: another pod, or a proxy on the way out of the network.
 */
const STALE_MS = 10_000

export interface ServedPortOptions {
  forwards: Forwards
  signal: AbortSignal
  /** True: all connections go to the same pod, as a service with `sessionAffinity: ClientIP` wants it. */
  sticky: boolean
  /** What is known of the nodes, for all ports of a tunnel. */
  reach?: NodeReach
  /** Called with the reason why a client's connection could not be joined to a pod. */
  failed: (why: string) => void
}

/**
 * The connections to one port of a service. They go straight to the nodes where this machine reaches them (kube-proxy
 * then spreads them), else, and for a while after a pod has gone, to pods through the API server, one after the other.
 * An established connection is never touched: it ends when one of its sides ends it.
 */
export class ServedPort {
  readonly #options: ServedPortOptions
  readonly #clients = new Set<Socket>()
  #backends: Backends = {ready: 0, pods: [], nodes: []}
  #emptySince = performance.now()
  #next = 0
  readonly #reach: NodeReach
  #reaches: boolean | undefined
  /** Whether the nodes refused this port once: from then on, that they answer at other ports proves nothing. */
  #failed = false
  #lostPodAt = Number.NEGATIVE_INFINITY
  /** Whether this user may connect to pods through the API server, as far as is known. */
  #mayReachPods = true

  constructor(options: ServedPortOptions) {
    this.#options = options
    this.#reach = options.reach ?? new NodeReach(options.signal)
  }

  /** The way that new connections take; undefined until it is known whether the nodes can be reached. */
  get way(): 'nodes' | 'API server' | undefined {
    if (this.#reaches === undefined) return undefined
    return this.#reaches ? 'nodes' : 'API server'
  }

  get connections(): number {
    return this.#clients.size
  }

  /** Sets the backends of new connections; whether nodes can be reached is found out in the background. */
  update(backends: Backends): void {
    if (backends.ready === 0 && this.#backends.ready > 0) this.#emptySince = performance.now()
    const names = new Set(backends.pods.map(({name}) => name))
    if (this.#backends.pods.some(({name}) => !names.has(name))) this.#lostPodAt = performance.now()
    this.#backends = backends
    const {ready, nodes} = backends
    if (ready > 0) this.#reaches = nodes.length === 0 ? false : (this.#reach.ask(nodes, this.#failed) ?? this.#reaches)
  }

  /** Takes a client's connection. */
  accept(client: Socket): void {
    this.#clients.add(client)
    client.setKeepAlive(true, KEEPALIVE_MS)
    client.on('error', () => {}).once('close', () => this.#clients.delete(client))
    void this.#join(client)
  }

  /** Ends all connections at once. */
  destroy(): void {
    for (const client of this.#clients) client.destroy()
  }

  async #join(client: Socket): Promise<void> {
    try {
      await this.#somePod(client)
      if (this.#reaches && !this.#mayBeStale()) {
        const upstream = await this.#dialNode()
        if (upstream) {
          if (client.destroyed) upstream.destroy()
          else relay(client, upstream)
          return
        }
      }
      relayUnproved(client, async () => {
        try {
          return await this.#connectToPod(client)
        } catch (error) {
          if (error instanceof KubiaError && error.code === 'FORBIDDEN') this.#mayReachPods = false
          const upstream = this.#reaches && this.#backends.ready > 0 && (await this.#dialNode())
          if (upstream) return upstream
          this.#reportFailure(error)
          throw error
        }
      })
    } catch (error) {
      // No pod came in time, or the tunnel ends: reset, as by a load balancer without backends.
      this.#reportFailure(error)
      client.resetAndDestroy()
    }
  }

  /** Whether a node port may still lead to a pod that has gone. A client that stays with its pod stays on its way. */
  #mayBeStale(): boolean {
    const {sticky} = this.#options
    return !sticky && this.#mayReachPods && performance.now() - this.#lostPodAt < STALE_MS
  }

  #reportFailure(error: unknown): void {
    if (!this.#options.signal.aborted) this.#options.failed((error as Error).message)
  }

  /** Waits until a pod is ready. */
  async #somePod(client: Socket): Promise<void> {
    while (this.#backends.ready === 0) {
      if (client.destroyed || performance.now() - this.#emptySince > EMPTY_MS)
        throw new Error('no pod was ready in time')
      await sleep(POLL_MS, undefined, {signal: this.#options.signal})
    }
  }

  async #dialNode(): Promise<Socket | undefined> {
    try {
      const pick = () => this.#backends.nodes[this.#next++ % this.#backends.nodes.length]
      return await dial(pick, {limitMs: DIAL_MS, signal: this.#options.signal})
    } catch {
      this.#options.signal.throwIfAborted()
      // The nodes cannot be reached any more (another network, a VPN): they are tried again later.
      this.#reaches = false
      this.#failed = true
      this.#reach.forget(this.#backends.nodes)
      return undefined
    }
  }

  async #connectToPod(client: Socket): Promise<Duplex> {
    const startedAt = performance.now()
    for (;;) {
      await this.#somePod(client)
      const {pods} = this.#backends
      const pod = pods[this.#options.sticky ? 0 : this.#next++ % pods.length]
      if (!pod) throw new Error('its endpoints are no pods')
      try {
        return await this.#options.forwards.connect(pod, pod.port)
      } catch (error) {
        this.#options.signal.throwIfAborted()
        if (performance.now() - startedAt > DIAL_MS) throw error
        await sleep(POLL_MS)
      }
    }
  }
}
