import type {ApiProxy} from '../../api-server/transport/proxy.ts'
import {ApiError, callForObject} from '../../api-server/transport/request.ts'
import {PORTS_ANNOTATION, TUNNEL_ANNOTATION} from '../../kubernetes/annotations.ts'
import type {Service} from '../../kubernetes/types.ts'
import {formatPorts} from '../annotations.ts'
import {isTunnelAddress} from './listen.ts'

/** How often a change is tried again while others change the service at the same time. */
const MAX_TRIES = 5

interface Name {
  namespace: string
  name: string
}

const statusPath = ({namespace, name}: Name): string => `/api/v1/namespaces/${namespace}/services/${name}/status`

/**
 * The address of a service, and the mark that names its owner: one change, so that there is never one without the
 * other. It applies only to the object as it was read. `ipMode: Proxy` (from 1.29) keeps kube-proxy from sending
 * the nodes' own traffic for that address to the pods: on the nodes, too, it is a loopback address.
 */
export const claimPatch = (service: Service, tunnel: string, address: string, ports: ReadonlyMap<number, number>) => ({
  metadata: {
    resourceVersion: service.metadata.resourceVersion,
    annotations: {[TUNNEL_ANNOTATION]: tunnel, [PORTS_ANNOTATION]: formatPorts(ports) ?? null},
  },
  status: {loadBalancer: {ingress: [{ip: address, ipMode: 'Proxy'}]}},
})

/**
 * The patch that removes a tunnel's address (each that a tunnel may give, where none is named) and its annotations;
 * addresses that others gave stay. Undefined where the service has nothing of that tunnel.
 */
export const releasePatch = (service: Service, isOwn: (tunnel: string) => boolean, address?: string) => {
  const tunnel = service.metadata.annotations?.[TUNNEL_ANNOTATION]
  if (tunnel === undefined || !isOwn(tunnel)) return undefined
  const ingress = service.status?.loadBalancer?.ingress ?? []
  const others = ingress.filter(({ip = ''}) => (address === undefined ? !isTunnelAddress(ip) : ip !== address))
  return {
    metadata: {
      resourceVersion: service.metadata.resourceVersion,
      annotations: {[TUNNEL_ANNOTATION]: null, [PORTS_ANNOTATION]: null},
    },
    status: {loadBalancer: {ingress: others.length === 0 ? null : others}},
  }
}

/** Writes a service's address. @returns the service as it is now; undefined where it was changed meanwhile or is gone */
export const claim = async (
  proxy: ApiProxy,
  service: Service,
  patch: ReturnType<typeof claimPatch>,
  signal: AbortSignal,
): Promise<Service | undefined> => {
  const {namespace = 'default', name} = service.metadata
  try {
    return await callForObject<Service>(proxy, {method: 'PATCH', path: statusPath({namespace, name}), patch, signal})
  } catch (error) {
    if (error instanceof ApiError && (error.status === 409 || error.status === 404)) return undefined
    throw error
  }
}

/**
 * Takes back what a tunnel gave a service. A service that is gone, or has nothing of that tunnel, is fine.
 * @returns whether something was taken back. @throws KubiaError FORBIDDEN, ApiError, the network's error
 */
export const release = async (
  proxy: ApiProxy,
  service: Name,
  {isOwn, address, signal}: {isOwn: (tunnel: string) => boolean; address?: string; signal: AbortSignal},
): Promise<boolean> => {
  const path = statusPath(service)
  for (let attempt = 1; ; attempt++) {
    try {
      const patch = releasePatch(await callForObject<Service>(proxy, {path, signal}), isOwn, address)
      if (!patch) return false
      await callForObject<Service>(proxy, {method: 'PATCH', path, patch, signal})
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return false
      if (!(error instanceof ApiError && error.status === 409) || attempt >= MAX_TRIES) throw error
    }
  }
}
