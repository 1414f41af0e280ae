import {IndexOf} from '../../controllers/index-of.ts'
import {ingressResource} from '../../kinds/ingress/resource.ts'
import type {Ingress, IngressBackend} from '../../kinds/ingress/types.ts'
import type {Store} from '../../store/store.ts'
import {fitOf} from './paths.ts'

/** Where a request goes. */
export interface Route {
  ingress: Ingress
  backend: IngressBackend
}

/** The TLS of a host. */
export interface HostTls {
  ingress: Ingress
  secretName: string | undefined
}

const ANY = ''

/** `a.example.com` and the wildcard that has it: it stands for one label. */
const namesOf = (host: string): string[] => [host, `*${host.slice(host.indexOf('.'))}`]

const hostsOf = ({spec}: Ingress): string[] => [
  ...(spec.rules ?? []).map(({host = ANY}) => host),
  ...(spec.rules?.length ? [] : [ANY]),
]

const tlsHostsOf = ({spec}: Ingress): string[] =>
  (spec.tls ?? []).flatMap(({hosts}) => (hosts?.length ? hosts : hostsOf({spec} as Ingress)))

/**
 * The rules of all ingresses, as nginx has them in one configuration: an address of any ingress serves them all. Where
 * two have the same rule, the one whose address was asked wins, then the older one.
 */
export class RoutingTable {
  readonly #byHost: IndexOf<Ingress>
  readonly #byTlsHost: IndexOf<Ingress>
  readonly #isServed: (ingress: Ingress) => boolean

  constructor(store: Store, isServed: (ingress: Ingress) => boolean) {
    this.#byHost = new IndexOf<Ingress>(store, ingressResource, hostsOf)
    this.#byTlsHost = new IndexOf<Ingress>(store, ingressResource, tlsHostsOf)
    this.#isServed = isServed
  }

  /** @param own whose address was asked @param host in lower case, without a port @param path as `pathAsked` gives it */
  find(own: Ingress | undefined, host: string, path: string): Route | undefined {
    const name = [...namesOf(host), ANY].find(one => this.#served(this.#byHost, one, own).length > 0) ?? ANY
    const ingresses = this.#served(this.#byHost, name, own)
    let best: {route: Route; fit: number} | undefined
    for (const ingress of ingresses)
      for (const rule of ingress.spec.rules ?? [])
        for (const one of (rule.host ?? ANY) === name ? (rule.http?.paths ?? []) : []) {
          const fit = fitOf(ingress, one, path)
          if (fit !== undefined && fit > (best?.fit ?? 0)) best = {route: {ingress, backend: one.backend}, fit}
        }
    if (best) return best.route
    // What no rule fits goes to the default backend of whoever has the host, or was asked.
    const fallback = [...ingresses, ...(own ? [own] : [])].find(({spec}) => spec.defaultBackend)
    return fallback?.spec.defaultBackend && {ingress: fallback, backend: fallback.spec.defaultBackend}
  }

  /** @returns undefined for a host that no ingress has TLS for */
  tls(own: Ingress | undefined, host: string): HostTls | undefined {
    for (const name of [...namesOf(host), ANY])
      for (const ingress of this.#served(this.#byTlsHost, name, own)) {
        const tls = ingress.spec.tls?.find(({hosts}) => (hosts?.length ? hosts.includes(name) : true))
        if (tls) return {ingress, secretName: tls.secretName}
      }
    return undefined
  }

  stop(): void {
    this.#byHost.stop()
    this.#byTlsHost.stop()
  }

  #served(index: IndexOf<Ingress>, name: string, own: Ingress | undefined): Ingress[] {
    const isOwn = ({metadata}: Ingress): number => (metadata.uid === own?.metadata.uid ? 0 : 1)
    return index
      .get(name)
      .filter(this.#isServed)
      .toSorted((a, b) => isOwn(a) - isOwn(b))
  }
}
