import {Agent, request as httpRequest, type IncomingMessage, type ServerResponse} from 'node:http'
import {duplexPair} from 'node:stream'
import type {ResourceType} from '../api/resource.ts'
import {badRequest, notFound, StatusError} from '../api/status.ts'
import {endpointSliceResource} from '../kinds/endpointslice/resource.ts'
import type {EndpointSlice} from '../kinds/endpointslice/types.ts'
import {SERVICE_NAME} from '../kinds/endpointslice/types.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {Pod} from '../kinds/pod/types.ts'
import {serviceResource} from '../kinds/service/resource.ts'
import type {Service} from '../kinds/service/types.ts'
import type {Store} from '../store/store.ts'
import type {PodNetwork} from '../traffic/pod-network.ts'

/** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`. */
export interface ProxyTarget {
  scheme: string
  name: string
  /** A number or a name; empty for the only one. */
  port: string
}

/** @throws ApiError BadRequest */
export const parseTarget = (text: string): ProxyTarget => {
  const parts = text.split(':')
  if (parts.length === 1) return {scheme: 'http', name: text, port: ''}
  if (parts.length === 2) return {scheme: 'http', name: parts[0] ?? '', port: parts[1] ?? ''}
  const [scheme = '', name = '', port = ''] = parts
  if (parts.length > 3 || !['', 'http', 'https'].includes(scheme)) throw badRequest(`invalid service request "${text}"`)
  return {scheme: scheme || 'http', name, port}
}

interface PodPort {
  pod: Pod
  port: number
}

export interface ProxyParts {
  network: PodNetwork
  store: Store
}

const stored = <T>(store: Store, type: ResourceType, namespace: string, name: string): T => {
  const object = store.get(type, namespace, name)
  if (!object) throw notFound(type, name)
  return object as unknown as T
}

const unavailable = (message: string): StatusError => new StatusError(503, 'ServiceUnavailable', message)

/** The port of a pod; the first that it declares where none is named. */
const podPlace = ({store}: ProxyParts, namespace: string, {name, port}: ProxyTarget): PodPort => {
  const pod = stored<Pod>(store, podResource, namespace, name)
  const ports = pod.spec.containers.flatMap(container => container.ports ?? [])
  const number = port === '' ? (ports[0]?.containerPort ?? 80) : Number(port)
  const named = ports.find(each => each.name === port)?.containerPort
  return {pod, port: named ?? number}
}

let turn = 0

/** The next pod behind a service's port. */
const servicePlace = ({store, network}: ProxyParts, namespace: string, {name, port}: ProxyTarget): PodPort => {
  const service = stored<Service>(store, serviceResource, namespace, name)
  const ports = service.spec.ports ?? []
  const wanted = port === '' ? ports[0] : ports.find(each => each.name === port || String(each.port) === port)
  if (!wanted) throw unavailable(`no service port "${port}" found for service "${name}"`)
  const slices = store
    .list(endpointSliceResource, namespace)
    .filter(({metadata}) => metadata.labels?.[SERVICE_NAME] === name) as EndpointSlice[]
  const places = slices.flatMap(({endpoints, ports: numbers}) => {
    const number = numbers.find(each => (each.name ?? '') === (wanted.name ?? ''))?.port
    const ready = endpoints.filter(({conditions}) => conditions?.ready !== false)
    return ready.flatMap(({addresses: [address = '']}) => {
      const pod = network.podAt(address)
      return pod && number !== undefined ? {pod, port: number} : []
    })
  })
  const place = places[turn++ % places.length]
  if (!place) throw unavailable(`no endpoints available for service "${name}"`)
  return place
}

/** Headers that speak of one connection, not of the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'authorization']

const forwarded = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)))

/**
 * Carries a request through the API server to the application of a pod, and its answer back.
 * @param path what is behind `/proxy`, with its query. @throws ApiError before anything is written
 */
export const proxyRequest = (
  parts: ProxyParts,
  kind: 'pods' | 'services',
  namespace: string,
  text: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const target = parseTarget(text)
  const {pod, port} = kind === 'pods' ? podPlace(parts, namespace, target) : servicePlace(parts, namespace, target)
  const {podIP} = pod.status
  const address = `${podIP ?? ''}:${port}`
  const dial = `error trying to reach service: dial tcp ${address}: connect: connection refused`
  // The application speaks no TLS; a real one that does not would say the same.
  if (target.scheme === 'https')
    throw unavailable('error trying to reach service: http: server gave HTTP response to HTTPS client')
  const [near, far] = duplexPair()
  if (podIP === undefined || !parts.network.connect(pod, port, far)) throw unavailable(dial)
  return new Promise((resolve, reject) => {
    const agent = new Agent({keepAlive: false})
    agent.createConnection = () => near
    const outgoing = httpRequest(
      {
        agent,
        method: request.method,
        path: path === '' ? '/' : path,
        headers: {...forwarded(request.headers), host: address},
      },
      incoming => {
        response.writeHead(incoming.statusCode ?? 502, forwarded(incoming.headers))
        incoming.pipe(response)
        incoming.once('end', () => resolve())
      },
    )
    outgoing.once('error', error => reject(unavailable(`error trying to reach service: ${error.message}`)))
    response.once('close', () => {
      outgoing.destroy()
      resolve()
    })
    request.pipe(outgoing)
  })
}
