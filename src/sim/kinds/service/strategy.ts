// Services: what an update keeps of the addresses and ports that were handed out, and what goes when the type changes.
import type {KubeObject} from '../../api/object.ts'
import type {Strategy} from '../../api/strategy.ts'
import {allocateClusterIP, allocateNodePorts} from './allocation.ts'
import {needsClusterIP, needsNodePorts, specOf} from './spec.ts'
import type {ServicePort, ServiceSpec} from './types.ts'

const isExternal = (spec: ServiceSpec): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer'

const samePort = (one: ServicePort, other: ServicePort): boolean =>
  one.port === other.port && (one.protocol ?? 'TCP') === (other.protocol ?? 'TCP')

/** A client that replaces the object without the numbers that it was given keeps them. */
const keepAllocated = (spec: ServiceSpec, before: ServiceSpec): ServiceSpec => {
  const kept: ServiceSpec = {...spec}
  if (needsClusterIP(spec) && needsClusterIP(before) && !spec.clusterIP) {
    kept.clusterIP = before.clusterIP
    kept.clusterIPs = before.clusterIPs
  }
  if (needsNodePorts(spec) && needsNodePorts(before) && spec.ports)
    kept.ports = spec.ports.map(port => {
      const nodePort = port.nodePort || before.ports?.find(old => samePort(old, port))?.nodePort
      return nodePort ? {...port, nodePort} : port
    })
  return kept
}

const without = <T extends object>(object: T, ...fields: (keyof T)[]): T => {
  const copy = {...object}
  for (const field of fields) delete copy[field]
  return copy
}

/** What belonged to the old type goes with it, unless the update sets it to another value. */
const dropOfOldType = (spec: ServiceSpec, before: ServiceSpec): ServiceSpec => {
  let kept = spec
  if (needsClusterIP(before) && !needsClusterIP(spec) && spec.clusterIP === before.clusterIP)
    kept = without(kept, 'clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy')
  if (needsNodePorts(before) && !needsNodePorts(spec))
    kept = {
      ...kept,
      ports: kept.ports?.map(port =>
        before.ports?.some(old => old.nodePort === port.nodePort) ? without(port, 'nodePort') : port,
      ),
    }
  if (isExternal(before) && !isExternal(spec) && spec.externalTrafficPolicy === before.externalTrafficPolicy)
    kept = without(kept, 'externalTrafficPolicy')
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer')
    kept = without(kept, 'allocateLoadBalancerNodePorts', 'loadBalancerClass', 'loadBalancerIP')
  return kept
}

/** An address of a load balancer that the service no longer asks for is no longer its own. */
const withoutOldBalancer = (object: KubeObject): KubeObject =>
  specOf(object).type === 'LoadBalancer' ? object : {...object, status: {loadBalancer: {}}}

export const serviceStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {loadBalancer: {}}}),

  prepareForUpdate: (object, previous) =>
    withoutOldBalancer({
      ...object,
      spec: dropOfOldType(keepAllocated(specOf(object), specOf(previous)), specOf(previous)),
    }),

  // serviceStatusStrategy of Kubernetes' pkg/registry/core/service keeps nothing but the spec from such a change.
  metadataOfStatus: ({annotations, labels}, {annotations: _annotations, labels: _labels, ...current}) => ({
    ...current,
    ...(labels && {labels}),
    ...(annotations && {annotations}),
  }),

  admit: (object, previous, context) => allocateNodePorts(allocateClusterIP(object, previous, context), context),
}
