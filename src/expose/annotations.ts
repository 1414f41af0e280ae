import {PORTS_ANNOTATION, TUNNEL_ANNOTATION} from '../kubernetes/annotations.ts'
import type {Service, ServicePort} from '../kubernetes/types.ts'

/** The load-balancer class of services that only a tunnel serves, whatever else the cluster has. */
export const TUNNEL_CLASS = 'kubia.dev/tunnel'

/** The addresses that a load balancer gave a service. */
export const ingressOf = (service: Service): string[] =>
  (service.status?.loadBalancer?.ingress ?? []).flatMap(({ip, hostname}) => ip ?? hostname ?? [])

/** Whether a service waits for a load balancer: EXTERNAL-IP is `<pending>`. */
export const isPending = (service: Service): boolean =>
  service.spec.type === 'LoadBalancer' && ingressOf(service).length === 0

/** Where a port of a service or an ingress listens on its address. */
export const publishedPort = ({metadata}: Pick<Service, 'metadata'>, {port}: Pick<ServicePort, 'port'>): number => {
  const entry = (metadata.annotations?.[PORTS_ANNOTATION] ?? '')
    .split(',')
    .map(pair => /^(\d{1,5})=(\d{1,5})$/.exec(pair.trim()))
    .find(match => Number(match?.[1]) === port)
  return entry ? Number(entry[2]) : port
}

/** The annotation for ports that listen elsewhere; undefined where all are where they should be. */
export const formatPorts = (ports: ReadonlyMap<number, number>): string | undefined => {
  const moved = [...ports].filter(([port, actual]) => port !== actual)
  return moved.length === 0 ? undefined : moved.map(([port, actual]) => `${port}=${actual}`).join(',')
}

/** The tunnel that gave a service its address; undefined where none did. */
export const tunnelOf = (service: Service): string | undefined =>
  ingressOf(service).length === 0 ? undefined : service.metadata.annotations?.[TUNNEL_ANNOTATION]
