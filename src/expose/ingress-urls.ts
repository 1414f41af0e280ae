import {addressesOf} from '../kubernetes/kinds/ingress.ts'
import {objectName} from '../kubernetes/object-name.ts'
import type {Ingress, IngressBackend} from '../kubernetes/types.ts'
import {publishedPort} from './annotations.ts'

/** A URL of an ingress. */
export interface IngressUrl {
  /** `https://shop.example.com:8443/cart` */
  url: string
  /** The host that a rule is for; undefined where it takes any. */
  host: string | undefined
  /** The ingress's own address, and the port there. */
  address: string
  port: number
  /** The same request to that address, which needs no name in any DNS: its Host header is `host`. */
  direct: string
  backend: IngressBackend
}

/** A host that a rule takes: a wildcard stands for any one label. */
const hostOf = (host: string | undefined): string | undefined => host?.replace(/^\*\./, 'www.') || undefined

/** The beginning of a path that may be a regular expression. */
const plain = (path: string): string => /^[^\\()[\]{}*+?|^$]*/.exec(path)?.[0] || '/'

const hasTls = ({spec}: Ingress, host: string | undefined): boolean =>
  (spec.tls ?? []).some(({hosts = []}) => hosts.length === 0 || hosts.some(one => hostOf(one) === host))

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/**
 * The URLs of an ingress: one a rule, by its first path, then that of its default backend. None where it has no address.
 * Facts: the ports of an ingress are 80, and 443 for hosts with TLS, whatever controller serves it.
 */
export const ingressUrls = (ingress: Ingress): IngressUrl[] => {
  const [address] = addressesOf(ingress)
  if (address === undefined) return []
  const {rules = [], defaultBackend} = ingress.spec
  const entries = rules.flatMap(({host, http}) => {
    const first = http?.paths.find(({path = '/'}) => path === '/') ?? http?.paths[0]
    return first ? [{host: hostOf(host), path: plain(first.path ?? '/'), backend: first.backend}] : []
  })
  const rest = defaultBackend ? [{host: undefined, path: '/', backend: defaultBackend}] : []
  return [...entries, ...rest].map(({host, path, backend}) => {
    const [scheme, usual] = hasTls(ingress, host) ? (['https', 443] as const) : (['http', 80] as const)
    const port = publishedPort(ingress, {port: usual})
    const at = (name: string): string =>
      `${scheme}://${bracketed(name)}${port === usual ? '' : `:${port}`}${path === '/' ? '' : path}`
    return {url: at(host ?? address), host, address, port, direct: at(address), backend}
  })
}

/** What a status says of an ingress. */
export interface IngressRow {
  /** `ingress.networking.k8s.io/shop` */
  ingress: string
  namespace: string
  says: string
  /** Whether it has an address. */
  isServed: boolean
}

/** How many of its URLs a status shows. */
const MOST_URLS = 4

export const rowOfIngress = (ingress: Ingress): IngressRow => {
  const urls = ingressUrls(ingress)
  const [first] = urls
  const shown = [...new Set(urls.map(({url}) => url))]
  const more = shown.length > MOST_URLS ? `, ${shown.length - MOST_URLS} more` : ''
  const says = first
    ? `${shown.slice(0, MOST_URLS).join(', ')}${more}${urls.some(({host}) => host) ? ` (${first.address})` : ''}`
    : 'no address'
  return {
    ingress: objectName(ingress),
    namespace: ingress.metadata.namespace ?? '',
    says,
    isServed: first !== undefined,
  }
}
