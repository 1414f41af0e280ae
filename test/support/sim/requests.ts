import type {ResourceType} from '../../../src/sim/api/resource.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'
import type {Reply} from './api-client.ts'

/** In the oldest version that is served, which a server of 1.20 has too. */
export const typeOf = (kind: string): ResourceType => {
  const all = kinds.resources.filter(type => type.kind === kind)
  return all.findLast(({group}) => group === all[0]!.group)!
}
export const pathOf = ({group, version, plural, namespaced}: ResourceType, namespace: string): string =>
  `/${group === '' ? 'api' : `apis/${group}`}/${version}/${namespaced ? `namespaces/${namespace}/` : ''}${plural}`

export const bodyOf = (kind: string, object: Record<string, unknown>, namespace: string) => {
  const {group, version, namespaced} = typeOf(kind)
  const {metadata = {name: 'x'}, ...fields} = object as {metadata?: object}
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: {...metadata, ...(namespaced && {namespace})},
    ...fields,
  }
}

/** Fields of an answer that are of the moment, or known to differ. */
export const comparable = (object: Reply['body']): unknown => {
  const {metadata, ...rest} = structuredClone(object)
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'selfLink', 'generation'])
    delete metadata[field]
  delete metadata.labels?.['kubernetes.io/metadata.name']
  if (metadata.labels && Object.keys(metadata.labels).length === 0) delete metadata.labels
  const {spec} = rest
  if (spec?.template?.metadata) delete spec.template.metadata.creationTimestamp
  for (const field of ['internalTrafficPolicy', 'allocateLoadBalancerNodePorts', 'clusterIP', 'clusterIPs'])
    delete spec?.[field]
  if (spec?.clusterIP !== 'None') for (const port of spec?.ports ?? []) delete port.nodePort
  if (object.kind === 'Job') {
    for (const field of ['completionMode', 'suspend', 'podReplacementPolicy', 'manualSelector', 'selector'])
      delete spec[field]
    for (const {labels} of [metadata, spec.template.metadata])
      for (const name of ['controller-uid', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'])
        delete labels?.[name]
  }
  if (object.kind === 'DaemonSet') delete spec.updateStrategy.rollingUpdate?.maxSurge
  if (object.kind === 'StatefulSet') {
    delete spec.persistentVolumeClaimRetentionPolicy
    delete rest.status.availableReplicas
    for (const template of spec.volumeClaimTemplates ?? []) delete template.metadata.creationTimestamp
  }
  if (object.kind === 'Node') delete spec?.taints
  if (object.kind === 'Pod') {
    const isToken = ({name}: {name: string}) => /^(default-token|kube-api-access)-/.test(name)
    const without = (list: {name: string}[] | undefined) => list?.filter(item => !isToken(item)) ?? []
    spec.volumes = without(spec.volumes)
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])])
      container.volumeMounts = without(container.volumeMounts)
  }
  for (const field of ['reportingComponent', 'reportingInstance']) delete rest[field]
  return {metadata, ...rest}
}

export const managersOf = (object: Reply['body']): unknown =>
  Object.fromEntries(
    (object.metadata.managedFields ?? [])
      .filter(({manager}: {manager: string}) => manager !== 'kube-controller-manager')
      .map(({manager, operation, fieldsV1}: Record<string, unknown>) => [`${manager} ${operation}`, fieldsV1]),
  )

export const container = (fields: object = {}) => ({name: 'c', image: 'localhost:1/none:1', ...fields})
export const deployment = (name: string, fields: object = {}, ...containers: object[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name},
  spec: {
    replicas: 0,
    selector: {matchLabels: {app: name}},
    template: {metadata: {labels: {app: name}}, spec: {containers: containers.length > 0 ? containers : [container()]}},
    ...fields,
  },
})
