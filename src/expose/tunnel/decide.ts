import {TUNNEL_ANNOTATION} from '../../kubernetes/annotations.ts'
import type {Service} from '../../kubernetes/types.ts'
import {ingressOf, TUNNEL_CLASS} from '../annotations.ts'
import {isTunnelAddress} from './listen.ts'

/** How long another controller is given to be the first to assign an address to a new service, in ms. */
export const GRACE_MS = 2500

/** Kubernetes' service controller, part of every cloud's controller, puts this on what it will serve. */
const CLOUD_FINALIZER = 'service.kubernetes.io/load-balancer-cleanup'

/** What a tunnel does about a service. */
export type TunnelDecision =
  | {kind: 'serve'; address?: string | undefined}
  /** Someone else serves it. */
  | {kind: 'skip'; why: string}
  /** Not yet. */
  | {kind: 'wait'}
  /** Not a service for a tunnel. */
  | {kind: 'not-ours'}

export interface ServiceFacts {
  /** This tunnel, as its annotation names it. */
  own: string
  /** The address that this tunnel listens on for the service; undefined where it does not. */
  served: string | undefined
  /** Whether another tunnel, by its annotation, is known to be dead. */
  isDead: (tunnel: string) => boolean
  /** A load balancer controller that serves this cluster: `MetalLB`. */
  controller: string | undefined
  /** Milliseconds since this tunnel saw the service without an address for the first time. */
  pendingMs: number
}

/** Who serves a service. Pure: everything about the cluster and the machine comes in as facts. */
export const decide = (
  service: Service,
  {own, served, isDead, controller, pendingMs}: ServiceFacts,
): TunnelDecision => {
  const {spec, metadata} = service
  if (spec.type !== 'LoadBalancer' || metadata.deletionTimestamp) return {kind: 'not-ours'}
  const className = spec.loadBalancerClass
  if (className !== undefined && className !== TUNNEL_CLASS)
    return {kind: 'skip', why: `its load-balancer class is ${className}`}
  const addresses = ingressOf(service)
  const tunnel = metadata.annotations?.[TUNNEL_ANNOTATION]
  if (addresses.length > 0) {
    const isFree = tunnel === own || (tunnel !== undefined && isDead(tunnel))
    const address = addresses.find(one => one === served || isTunnelAddress(one))
    if (isFree && address !== undefined) return {kind: 'serve', address}
    // A stale mark beside another controller's address proves nothing: that controller still serves it.
    if (isFree || tunnel === undefined) return {kind: 'skip', why: `another controller gave it ${addresses[0]}`}
    return {kind: 'skip', why: `the tunnel of ${tunnel.split('/')[0]} (pid ${tunnel.split('/')[1]}) serves it`}
  }
  if (!(spec.ports ?? []).some(({protocol = 'TCP'}) => protocol === 'TCP'))
    return {kind: 'skip', why: 'a tunnel carries TCP only'}
  if (className === TUNNEL_CLASS) return {kind: 'serve'}
  if (metadata.finalizers?.includes(CLOUD_FINALIZER))
    return {kind: 'skip', why: `a cloud’s controller has it (finalizer ${CLOUD_FINALIZER})`}
  if (controller !== undefined) return {kind: 'skip', why: `${controller} serves this cluster`}
  return pendingMs < GRACE_MS ? {kind: 'wait'} : {kind: 'serve'}
}
