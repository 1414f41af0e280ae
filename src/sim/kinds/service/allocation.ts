// The allocators of a real API server: cluster addresses and node ports. What is taken is read from the services
// themselves, so nothing can be forgotten or freed twice.

import type {KubeObject} from '../../api/object.ts'
import {invalid} from '../../api/status.ts'
import type {StrategyContext} from '../../api/strategy.ts'
import {familiesOf} from './families.ts'
import {serviceResource} from './resource.ts'
import {needsClusterIP, needsNodePorts, specOf} from './spec.ts'
import type {ServicePort} from './types.ts'

/** 10.96.0.0/16, kubeadm's and kind's service network. */
const NETWORK = '10.96'
const ADDRESSES = 0xffff
const FIRST_NODE_PORT = 30000
const LAST_NODE_PORT = 32767

const isInNetwork = (address: string): boolean => {
  const match = /^10\.96\.(\d{1,3})\.(\d{1,3})$/.exec(address)
  return match !== null && Number(match[1]) < 256 && Number(match[2]) < 256
}

/** All services but the one that is written. */
const others = (object: KubeObject, {store}: StrategyContext): KubeObject[] =>
  store
    .list(serviceResource)
    .filter(({metadata}) => metadata.name !== object.metadata.name || metadata.namespace !== object.metadata.namespace)

const refuse = (object: KubeObject, field: string, message: string) =>
  invalid({group: '', kind: 'Service'}, object.metadata.name, [{reason: 'FieldValueInvalid', message, field}])

/** @throws ApiError Invalid where the address is taken, outside the network, of another family, or changed */
export const allocateClusterIP = (
  object: KubeObject,
  previous: KubeObject | undefined,
  context: StrategyContext,
): KubeObject => {
  const spec = specOf(object)
  if (!needsClusterIP(spec)) return object
  const asked = spec.clusterIP || spec.clusterIPs?.[0]
  const before = previous && needsClusterIP(specOf(previous)) ? specOf(previous).clusterIP : undefined
  if (before && asked && asked !== before)
    throw refuse(object, 'spec.clusterIPs[0]', `Invalid value: ["${asked}"]: may not change once set`)
  const families = familiesOf(object, previous)
  const address = asked ?? freeAddress(object, context)
  if (asked && asked !== 'None' && !before) checkAddress(object, asked, context)
  return {
    ...object,
    spec: {
      ...spec,
      clusterIP: address,
      clusterIPs: [address],
      ...families,
      internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster',
    },
  }
}

const checkAddress = (object: KubeObject, address: string, context: StrategyContext): void => {
  const failed = `Invalid value: ["${address}"]: failed to allocate IP ${address}:`
  if (!isInNetwork(address))
    throw refuse(
      object,
      'spec.clusterIPs',
      `${failed} the provided IP (${address}) is not in the valid range. The range of valid IPs is ${NETWORK}.0.0/16`,
    )
  if (others(object, context).some(service => specOf(service).clusterIP === address))
    throw refuse(object, 'spec.clusterIPs', `${failed} provided IP is already allocated`)
}

const freeAddress = (object: KubeObject, context: StrategyContext): string => {
  const taken = new Set(others(object, context).map(service => specOf(service).clusterIP))
  // 10.96.0.0 and 10.96.255.255 are no hosts, and the first one is the API server's own.
  const count = ADDRESSES - 2
  const start = context.random(count)
  for (let step = 0; step < count; step++) {
    const number = 2 + ((start + step) % count)
    const address = `${NETWORK}.${number >> 8}.${number & 0xff}`
    if (!taken.has(address)) return address
  }
  throw refuse(object, 'spec.clusterIPs', 'Invalid value: []: failed to allocate a serviceIP: range is full')
}

const nodePortKey = (port: ServicePort, nodePort: number): string => `${port.protocol ?? 'TCP'}/${nodePort}`

/** @throws ApiError Invalid where a port is taken or out of range */
export const allocateNodePorts = (object: KubeObject, context: StrategyContext): KubeObject => {
  const spec = specOf(object)
  if (!needsNodePorts(spec) || !spec.ports) return object
  const taken = new Set<string>()
  for (const service of others(object, context))
    for (const port of specOf(service).ports ?? []) if (port.nodePort) taken.add(nodePortKey(port, port.nodePort))
  // What is asked for goes first, so that no free choice takes it away.
  for (const [index, port] of spec.ports.entries()) if (port.nodePort) take(object, index, port, port.nodePort, taken)
  const ports = spec.ports.map(port =>
    port.nodePort ? port : {...port, nodePort: freePort(object, port, taken, context)},
  )
  return {...object, spec: {...spec, ports}}
}

const take = (object: KubeObject, index: number, port: ServicePort, nodePort: number, taken: Set<string>): void => {
  const field = `spec.ports[${index}].nodePort`
  if (nodePort < FIRST_NODE_PORT || nodePort > LAST_NODE_PORT)
    throw refuse(
      object,
      field,
      `Invalid value: ${nodePort}: provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`,
    )
  if (taken.has(nodePortKey(port, nodePort)))
    throw refuse(object, field, `Invalid value: ${nodePort}: provided port is already allocated`)
  taken.add(nodePortKey(port, nodePort))
}

const freePort = (object: KubeObject, port: ServicePort, taken: Set<string>, {random}: StrategyContext): number => {
  const count = LAST_NODE_PORT - FIRST_NODE_PORT + 1
  const start = random(count)
  for (let step = 0; step < count; step++) {
    const candidate = FIRST_NODE_PORT + ((start + step) % count)
    if (taken.has(nodePortKey(port, candidate))) continue
    taken.add(nodePortKey(port, candidate))
    return candidate
  }
  throw refuse(object, 'spec.ports[0].nodePort', 'Invalid value: 0: failed to allocate a nodePort: range is full')
}
