// From pkg/apis/core/v1/defaults.go and pkg/registry/core/service.
import {type Fields, fill, fillPointers, items, record} from '../../schema/fields.ts'

/** Three hours: how long a client comes back to the same Pod. */
const AFFINITY_SECONDS = 10_800

const affinity = (spec: Fields): void => {
  fill(spec, {sessionAffinity: 'None'})
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig']
  if (spec['sessionAffinity'] !== 'ClientIP') return
  const [config] = record(spec['sessionAffinityConfig'])
  const [client] = record(config?.['clientIP'])
  spec['sessionAffinityConfig'] = {clientIP: {timeoutSeconds: client?.['timeoutSeconds'] ?? AFFINITY_SECONDS}}
}

export const serviceDefaults = (service: Fields): void => {
  for (const spec of record(service['spec'])) {
    affinity(spec)
    fill(spec, {type: 'ClusterIP'})
    for (const port of items(spec['ports'])) fill(port, {protocol: 'TCP', targetPort: port['port']})
    const type = spec['type']
    if (spec['clusterIP']) fillPointers(spec, {clusterIPs: [spec['clusterIP']]})
    if (type === 'ExternalName') continue
    fillPointers(spec, {internalTrafficPolicy: 'Cluster'})
    if (type === 'NodePort' || type === 'LoadBalancer') fill(spec, {externalTrafficPolicy: 'Cluster'})
    if (type === 'LoadBalancer') fillPointers(spec, {allocateLoadBalancerNodePorts: true})
  }
}
