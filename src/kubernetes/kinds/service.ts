import {formatLabels} from '../selectors.ts'
import type {Service} from '../types.ts'
import {ageColumn} from './columns.ts'
import type {Kind} from './kind.ts'

/** Where the service answers outside the cluster: load balancer first, then the addresses the user gave. */
const externalIP = ({spec, status}: Service): string => {
  if (spec.type === 'ExternalName') return spec.externalName ?? ''
  const given = spec.externalIPs ?? []
  if (spec.type !== 'LoadBalancer') return given.join(',') || '<none>'
  const balanced = (status?.loadBalancer?.ingress ?? []).flatMap(({ip, hostname}) => ip || hostname || [])
  return [...new Set(balanced)].sort().concat(given).join(',') || '<pending>'
}

const ports = ({spec}: Service): string => {
  const all = (spec.ports ?? []).map(({port, nodePort, protocol = 'TCP'}) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return all.join(',') || '<none>'
}

/** Columns: printService in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const service: Kind<Service> = {
  apiVersion: 'v1',
  kind: 'Service',
  names: ['service', 'services', 'svc'],
  listed: 'always',
  columns: [
    {name: 'Type', value: ({spec}) => spec.type ?? 'ClusterIP'},
    {name: 'Cluster-IP', value: ({spec}) => spec.clusterIPs?.[0] || spec.clusterIP || '<none>'},
    {name: 'External-IP', value: externalIP},
    {name: 'Port(s)', value: ports},
    ageColumn,
    {name: 'Selector', wide: true, value: ({spec}) => formatLabels(spec.selector)},
  ],
  workload: undefined,
  expose: {
    selector: ({spec}) => spec.selector && {matchLabels: spec.selector},
    ports: ({spec}) => (spec.ports ?? []).map(({port, protocol = 'TCP'}) => ({port, protocol})),
  },
}
