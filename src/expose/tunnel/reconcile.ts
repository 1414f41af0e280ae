import type {ApiProxy} from '../../api-server/transport/proxy.ts'
import {TUNNEL_ANNOTATION} from '../../kubernetes/annotations.ts'
import type {Endpoints, Node, Service} from '../../kubernetes/types.ts'
import type {Exec} from '../../process/exec.ts'
import {counted} from '../../text/counted.ts'
import {ingressOf} from '../annotations.ts'
import {candidateUrls} from '../urls.ts'
import {claim, claimPatch, release} from './claims.ts'
import {decide} from './decide.ts'
import type {Forwards} from './forwards.ts'
import {candidateAddresses, isTunnelAddress} from './listen.ts'
import {NodeReach} from './node-reach.ts'
import {otherPorts, ServedService} from './served-service.ts'
import {ServiceFactsFinder} from './service-facts.ts'
import type {TunneledService} from './state.ts'

/** What a cluster has, by `namespace/name`. */
export interface ClusterView {
  services: ReadonlyMap<string, Service>
  endpoints: ReadonlyMap<string, Endpoints>
  nodes: ReadonlyMap<string, Node>
}

export interface ReconcileOptions {
  exec: Exec
  proxy: ApiProxy
  forwards: Forwards
  signal: AbortSignal
  /** This tunnel, as its annotation names it. */
  own: string
  /** The API server: services of several clusters get addresses of their own. */
  server: string
  /** Whether this system takes any address of 127.0.0.0/8. */
  manyAddresses: boolean
  /** A line for a service that answers now: its name, and its URLs. */
  serving: (name: string, urls: readonly string[]) => void
  note: (line: string) => void
  /** Records the addresses: called before one is assigned and after one was taken back. */
  remember: (services: readonly TunneledService[]) => void
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this user may not have it',
  EADDRINUSE: 'it is taken',
}

/** Reconciles what is served with the services of a cluster, one by one. */
export class Reconciler {
  readonly #options: ReconcileOptions
  readonly #facts: ServiceFactsFinder
  readonly #reach: NodeReach
  readonly #served = new Map<string, ServedService>()
  /** Services that take no new connections; the open ones continue. */
  readonly #draining: ServedService[] = []
  readonly #lastNote = new Map<string, string>()
  /** The ports of each service that were reported as left out. */
  readonly #leftOut = new Map<string, string>()

  constructor(options: ReconcileOptions) {
    this.#options = options
    this.#facts = new ServiceFactsFinder(options)
    this.#reach = new NodeReach(options.signal)
  }

  /** The services that have an address of this tunnel. */
  get services(): TunneledService[] {
    return [...this.#served].map(([key, {address}]) => {
      const [namespace = '', name = ''] = key.split('/')
      return {namespace, name, address}
    })
  }

  async reconcile(view: ClusterView): Promise<void> {
    for (const key of [...this.#served.keys()]) if (!view.services.has(key)) await this.#stop(key, 'it was deleted')
    for (const [key, service] of view.services) {
      this.#options.signal.throwIfAborted()
      await this.#consider(key, service, view)
    }
  }

  /** Ends everything at once. */
  destroy(): void {
    for (const service of [...this.#served.values(), ...this.#draining]) service.destroy()
  }

  async #consider(key: string, service: Service, view: ClusterView): Promise<void> {
    const served = this.#served.get(key)?.address
    const facts = await this.#facts.find({key, service, nodes: [...view.nodes.values()], served})
    const decision = decide(service, facts)
    if (decision.kind === 'serve') return this.#serve(key, service, decision.address, view)
    if (decision.kind === 'wait') return
    const why = decision.kind === 'skip' ? decision.why : `its type is ${service.spec.type} now`
    const line = `${key}: left alone, since ${why}`
    if (await this.#stop(key, why)) this.#lastNote.set(key, line)
    else if (decision.kind === 'skip') this.#noteOnce(key, line)
    const {own, isDead} = facts
    const tunnel = service.metadata.annotations?.[TUNNEL_ANNOTATION]
    // A service that no tunnel serves any more loses the mark; an address of another controller stays.
    if (tunnel !== undefined && (tunnel === own ? served === undefined : isDead(tunnel)))
      await this.#release(service, other => other === tunnel)
  }

  async #serve(key: string, service: Service, earlier: string | undefined, view: ClusterView): Promise<void> {
    const {own, proxy, signal, serving, note, remember} = this.#options
    const known = this.#served.get(key)
    if (known && !known.fits(service)) this.#drain(key, known)
    const served = this.#served.get(key) ?? (await this.#listen(key, service, known?.address ?? earlier))
    if (!served) return
    const changes = served.update(service, view.endpoints.get(key), [...view.nodes.values()])
    const isClaimed =
      service.metadata.annotations?.[TUNNEL_ANNOTATION] === own && ingressOf(service).includes(served.address)
    if (!isClaimed || known !== served) {
      remember(this.services)
      const patch = claimPatch(service, own, served.address, served.published)
      const claimed = await claim(proxy, service, patch, signal)
      // Changed meanwhile: the watch brings the change, which is then handled.
      if (!claimed) return
      this.#lastNote.delete(key)
      serving(
        key,
        candidateUrls(claimed, [], [])
          .filter(({url}) => url.includes(served.address))
          .map(({url}) => url),
      )
      for (const {port, actual, why = ''} of served.listeners) {
        if (port !== actual)
          note(`${key}: port ${port} cannot be listened on (${WHY[why] ?? why}), so it is ${served.address}:${actual}`)
      }
    }
    const left = otherPorts(service)
    if (left.length > 0 && this.#leftOut.get(key) !== left.join()) {
      this.#leftOut.set(key, left.join())
      note(`${key}: ${left.join(' and ')} left out, since a tunnel carries TCP only`)
    }
    if (changes.length > 0)
      note(`${key} → ${counted(served.ready, 'pod')} (by the ${served.way}): ${changes.join(', ')}`)
  }

  async #listen(key: string, service: Service, earlier: string | undefined): Promise<ServedService | undefined> {
    const {forwards, signal, server, manyAddresses} = this.#options
    const candidates = manyAddresses ? candidateAddresses(`${server} ${key}`) : ['127.0.0.1']
    const again =
      earlier !== undefined && isTunnelAddress(earlier) && (manyAddresses || earlier === '127.0.0.1') ? [earlier] : []
    const addresses = [...new Set([...again, ...candidates])]
    const served = await ServedService.start(service, {
      forwards,
      signal,
      reach: this.#reach,
      addresses,
      failed: why => this.#noteOnce(key, `${key}: a connection failed: ${why}`),
    })
    if ('code' in served) {
      this.#noteOnce(key, `${key}: no address can be listened on (${served.code})`)
      return undefined
    }
    this.#served.set(key, served)
    return served
  }

  /** Stops serving a service, and takes its address back where it is still there. */
  async #stop(key: string, why: string): Promise<boolean> {
    const served = this.#served.get(key)
    if (!served) return false
    this.#drain(key, served)
    const {proxy, own, signal, note, remember} = this.#options
    const [namespace = '', name = ''] = key.split('/')
    await release(proxy, {namespace, name}, {isOwn: tunnel => tunnel === own, address: served.address, signal})
    remember(this.services)
    note(`${key}: ${served.address} taken back, since ${why}`)
    return true
  }

  async #release({metadata}: Service, isOwn: (tunnel: string) => boolean): Promise<void> {
    const {proxy, signal} = this.#options
    await release(proxy, {namespace: metadata.namespace ?? '', name: metadata.name}, {isOwn, signal})
  }

  #drain(key: string, served: ServedService): void {
    served.close()
    this.#served.delete(key)
    this.#draining.push(served)
  }

  #noteOnce(key: string, line: string): void {
    if (this.#lastNote.get(key) === line) return
    this.#lastNote.set(key, line)
    this.#options.note(line)
  }
}
