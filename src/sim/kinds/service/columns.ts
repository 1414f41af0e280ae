import type {KubeObject} from '../../api/object.ts'
import {labelsText} from '../../api/selector-text.ts'
import {ageColumn, type Column, NONE, nameColumn, text} from '../../server/column.ts'
import {type ServicePort, specOf} from './spec.ts'

const portText = ({port, nodePort, protocol = 'TCP'}: ServicePort): string =>
  nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`

const balancerAddresses = (service: KubeObject): string[] => {
  const {loadBalancer} = (service['status'] ?? {}) as {loadBalancer?: {ingress?: {ip?: string; hostname?: string}[]}}
  return [...new Set((loadBalancer?.ingress ?? []).map(({ip, hostname}) => ip || hostname || ''))]
    .filter(Boolean)
    .sort()
}

const externalAddress = (service: KubeObject): string => {
  const {type, externalName, externalIPs} = specOf(service)
  const own = (externalIPs as string[] | undefined) ?? []
  if (type === 'ExternalName') return externalName ?? ''
  if (type !== 'LoadBalancer') return own.join(',') || NONE
  return [...balancerAddresses(service), ...own].join(',') || '<pending>'
}

export const serviceColumns: readonly Column[] = [
  nameColumn,
  text('Type', service => specOf(service).type ?? ''),
  text('Cluster-IP', service => specOf(service).clusterIP || NONE),
  text('External-IP', externalAddress),
  text('Port(s)', service => (specOf(service).ports ?? []).map(portText).join(',') || NONE),
  ageColumn,
  text('Selector', service => labelsText(specOf(service)['selector'] as Record<string, string>) || NONE, 1),
]
