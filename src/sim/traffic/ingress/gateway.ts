import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {createServer as createTlsServer, type Server as TlsServer} from 'node:https'
import type {Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {type ControlPlane, find} from '../../controllers/control-plane.ts'
import type {Ingress, IngressBackend} from '../../kinds/ingress/types.ts'
import {serviceResource} from '../../kinds/service/resource.ts'
import type {Service} from '../../kinds/service/types.ts'
import type {Balancer, Connected} from '../balancer.ts'
import {Certificates, fakeCertificate} from './certificates.ts'
import {answerPage, type Connect, forward, forwardUpgrade, refuseUpgrade} from './forward.ts'
import {annotationOf, pathAsked} from './paths.ts'
import type {RoutingTable} from './routing-table.ts'

/** How long a TLS handshake may take, in ms: a client that says nothing holds a connection that long. */
const HANDSHAKE_MS = 10_000

/** The ingress whose address was asked, and where that address speaks TLS. */
export interface Site {
  ingress: Ingress
  tlsPort: number | undefined
}

export interface GatewayOptions {
  balancer: Balancer
  table: RoutingTable
  /** The site at an address and port of this machine. */
  siteAt: (address: string, port: number) => Site | undefined
}

/** What becomes of a request. */
type Decision = {connect: Connect} | {status: number; headers?: Record<string, string>}

const hostOf = ({headers}: IncomingMessage): string => (headers.host ?? '').toLowerCase().replace(/\.?(?::\d*)?$/, '')

/** Does what nginx does behind the addresses of ingresses. One server each for HTTP and HTTPS serves them all. */
export class Gateway {
  readonly #plane: ControlPlane
  readonly #options: GatewayOptions
  readonly #certificates: Certificates
  #http: Server | undefined
  #https: TlsServer | undefined

  constructor(plane: ControlPlane, options: GatewayOptions) {
    this.#plane = plane
    this.#options = options
    this.#certificates = new Certificates(plane)
  }

  accept(socket: Socket, scheme: 'http' | 'https'): void {
    const server = scheme === 'http' ? this.#plain() : this.#secure()
    server.emit('connection', socket)
  }

  stop(): void {
    for (const server of [this.#http, this.#https]) server?.closeAllConnections()
  }

  #plain(): Server {
    this.#http ??= this.#serving(createServer(), 'http')
    return this.#http
  }

  #secure(): TlsServer {
    if (this.#https) return this.#https
    const {certificate: cert, key} = fakeCertificate(this.#plane.clock.now())
    const server = createTlsServer({
      cert,
      key,
      handshakeTimeout: HANDSHAKE_MS,
      SNICallback: (name, done) => {
        const tls = this.#options.table.tls(undefined, name.toLowerCase())
        done(null, tls && this.#certificates.of(tls))
      },
    })
    this.#https = this.#serving(server, 'https')
    return this.#https
  }

  #serving<T extends Server | TlsServer>(server: T, scheme: 'http' | 'https'): T {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const decision = this.#decide(request, scheme)
      if ('connect' in decision) {
        forward(request, response, decision.connect)
        return
      }
      request.resume()
      answerPage(response, decision.status, decision.headers)
    })
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const decision = this.#decide(request, scheme)
      if ('connect' in decision) forwardUpgrade(request, socket, head, decision.connect)
      else refuseUpgrade(socket, decision.status, decision.headers)
    })
    return server
  }

  #decide(request: IncomingMessage, scheme: 'http' | 'https'): Decision {
    const {table, siteAt} = this.#options
    const {localAddress = '', localPort = 0} = request.socket
    const site = siteAt(localAddress, localPort)
    const host = hostOf(request)
    const target = (request.url ?? '').replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?=\?|$)/, '/')
    const path = pathAsked(target)
    if (path === undefined) return {status: 400}
    const route = table.find(site?.ingress, host, path)
    const tls = table.tls(site?.ingress, host)
    const of = route?.ingress ?? tls?.ingress
    const isForced = of && annotationOf(of, 'force-ssl-redirect') === 'true'
    const isAsked = tls && of && annotationOf(of, 'ssl-redirect') !== 'false'
    if (scheme === 'http' && site?.tlsPort !== undefined && (isForced || isAsked)) {
      const port = site.tlsPort === 443 ? '' : `:${site.tlsPort}`
      return {status: 308, headers: {Location: `https://${host || localAddress}${port}${target}`}}
    }
    if (!route) return {status: 404}
    return {connect: stream => this.#connect(route.ingress, route.backend, stream)}
  }

  #connect({metadata}: Ingress, {service: wanted}: IngressBackend, stream: Duplex): Connected {
    const {name = '', port: {name: portName, number} = {}} = wanted ?? {}
    const service = find<Service>(this.#plane, serviceResource, metadata.namespace ?? '', name)
    const port = service?.spec.ports?.find(one => (portName ? one.name === portName : one.port === number))
    return service && port ? this.#options.balancer.tryConnect(service, port, stream) : 'no pod is ready'
  }
}
