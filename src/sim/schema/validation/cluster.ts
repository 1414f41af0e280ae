// Nodes, Endpoints, EndpointSlices, Events and Leases.
import {isIP} from 'node:net'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, items, record} from '../fields.ts'
import {forbidden, invalid, invalids, oneOf, required} from './causes.ts'
import {PROTOCOLS} from './containers.ts'
import {portNumber} from './names.ts'
import {same} from './same.ts'
import {validateTaints} from './tolerations.ts'

const NODE_CHANGES =
  'node updates may only change labels, taints, or capacity (or configSource, if the DynamicKubeletConfig feature gate is enabled)'

/** What of a node's spec never changes once it is set. */
const fixed = (spec: Fields, old: Fields): Fields => {
  const {unschedulable: _, taints: _taints, ...rest} = spec
  const settable = ['podCIDR', 'podCIDRs', 'providerID'].filter(field => same(old[field], undefined))
  return Object.fromEntries(Object.entries(rest).filter(([field]) => !settable.includes(field)))
}

export const validateNode = (node: Fields, old?: Fields): StatusCause[] => {
  const [spec = {}] = record(node['spec'])
  const [before = {}] = record(old?.['spec'])
  return [
    ...validateTaints('metadata.taints', spec['taints']),
    ...(old && !same(fixed(spec, before), fixed(before, before)) ? [forbidden('', NODE_CHANGES)] : []),
  ]
}

const validateAddress = (field: string, address: Fields): StatusCause[] =>
  isIP(String(address['ip'] ?? ''))
    ? []
    : [invalid(`${field}.ip`, address['ip'] ?? '', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]

export const validateEndpoints = (endpoints: Fields): StatusCause[] =>
  items(endpoints['subsets']).flatMap((subset, index) => {
    const place = `subsets[${index}]`
    const lists = ['addresses', 'notReadyAddresses'] as const
    const ports = items(subset['ports'])
    return [
      ...(lists.every(list => items(subset[list]).length === 0)
        ? [required(place, 'must specify `addresses` or `notReadyAddresses`')]
        : []),
      ...lists.flatMap(list =>
        items(subset[list]).flatMap((address, at) => validateAddress(`${place}.${list}[${at}]`, address)),
      ),
      ...ports.flatMap((port, at) => [
        ...(ports.length > 1 && !port['name'] ? [required(`${place}.ports[${at}].name`)] : []),
        ...invalids(`${place}.ports[${at}].port`, port['port'], portNumber(port['port'] as number)),
        ...oneOf(`${place}.ports[${at}].protocol`, port['protocol'], PROTOCOLS),
      ]),
    ]
  })

export const validateEndpointSlice = (slice: Fields, old?: Fields): StatusCause[] => [
  ...oneOf('addressType', slice['addressType'], ['FQDN', 'IPv4', 'IPv6']),
  ...(old && slice['addressType'] !== old['addressType']
    ? [invalid('addressType', slice['addressType'], 'field is immutable')]
    : []),
  ...items(slice['endpoints']).flatMap(({addresses}, index) =>
    ((addresses ?? []) as unknown[]).length === 0
      ? [required(`endpoints[${index}].addresses`, 'must contain at least 1 address')]
      : [],
  ),
]

export const validateEvent = (event: Fields): StatusCause[] => {
  const namespace = record(event['metadata'])[0]?.['namespace']
  const [involved = {}] = record(event['involvedObject'])
  // What lives in no namespace tells of itself in the default one.
  const expected = involved['namespace'] || 'default'
  return namespace === expected || (involved['namespace'] === undefined && namespace === 'kube-system')
    ? []
    : [invalid('involvedObject.namespace', involved['namespace'] ?? '', 'does not match event.namespace')]
}

export const validateLease = (lease: Fields): StatusCause[] =>
  record(lease['spec']).flatMap(spec => [
    ...(typeof spec['leaseDurationSeconds'] === 'number' && spec['leaseDurationSeconds'] <= 0
      ? [invalid('spec.leaseDurationSeconds', spec['leaseDurationSeconds'], 'must be greater than 0')]
      : []),
    ...(typeof spec['leaseTransitions'] === 'number' && spec['leaseTransitions'] < 0
      ? [invalid('spec.leaseTransitions', spec['leaseTransitions'], 'must be greater than or equal to 0')]
      : []),
  ])
