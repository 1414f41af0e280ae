import type {ApiProxy} from '../../api-server/transport/proxy.ts'
import {TUNNEL_ANNOTATION} from '../../kubernetes/annotations.ts'
import type {Node, Service} from '../../kubernetes/types.ts'
import type {Exec} from '../../process/exec.ts'
import {ingressOf, TUNNEL_CLASS} from '../annotations.ts'
import {findController} from './controllers.ts'
import type {ServiceFacts} from './decide.ts'
import {isGone} from './state.ts'

/** How long what is known about other load balancers is reused, in ms. */
const CONTROLLER_MS = 10_000

export interface ServiceFactsOptions {
  exec: Exec
  proxy: ApiProxy
  signal: AbortSignal
  /** This tunnel, as its annotation names it. */
  own: string
}

/** A service as it was read from the cluster. */
export interface ObservedService {
  key: string
  service: Service
  nodes: readonly Node[]
  /** The address that this tunnel listens on for it; undefined where it does not. */
  served: string | undefined
}

/** Finds the facts that decide who serves a service. */
export class ServiceFactsFinder {
  readonly #options: ServiceFactsOptions
  /** Since when a service is seen without an address, in ms. */
  readonly #pendingSince = new Map<string, number>()
  #controller: {name: string | undefined; at: number} | undefined

  constructor(options: ServiceFactsOptions) {
    this.#options = options
  }

  async find(observed: ObservedService): Promise<ServiceFacts> {
    const {own, exec} = this.#options
    const {service, served} = observed
    const tunnel = service.metadata.annotations?.[TUNNEL_ANNOTATION]
    const isDead = tunnel !== undefined && tunnel !== own && (await isGone(tunnel, exec))
    const controller = await this.#controllerFor(observed)
    return {own, served, isDead: other => isDead && other === tunnel, controller, pendingMs: this.#pendingMs(observed)}
  }

  #pendingMs({key, service}: ObservedService): number {
    if (service.spec.type !== 'LoadBalancer' || ingressOf(service).length > 0) {
      this.#pendingSince.delete(key)
      return 0
    }
    const now = performance.now()
    const since = this.#pendingSince.get(key) ?? now
    this.#pendingSince.set(key, since)
    // A service that is older than this tunnel has waited since its creation: no other controller has served it.
    const age = Date.now() - Date.parse(service.metadata.creationTimestamp ?? '')
    return Math.max(now - since, Number.isNaN(age) ? 0 : age)
  }

  /** Who else could give this service an address; not looked up where it does not matter. */
  async #controllerFor({service, nodes, served}: ObservedService): Promise<string | undefined> {
    const {spec} = service
    const matters =
      spec.type === 'LoadBalancer' &&
      spec.loadBalancerClass !== TUNNEL_CLASS &&
      ingressOf(service).length === 0 &&
      served === undefined
    if (!matters) return undefined
    const now = performance.now()
    if (!this.#controller || now - this.#controller.at > CONTROLLER_MS) {
      const {exec, proxy, signal} = this.#options
      this.#controller = {name: await findController(exec, proxy, nodes, signal), at: now}
    }
    return this.#controller.name
  }
}
