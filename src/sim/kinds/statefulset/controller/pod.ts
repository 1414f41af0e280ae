import type {KubeObject} from '../../../api/object.ts'
import {controlledBy, draft} from '../../../controllers/draft.ts'
import type {PodTemplate, Volume} from '../../pod/types.ts'
import type {StatefulSet} from '../types.ts'
import {claimName} from './claims.ts'

/** The label that has the name of a pod's revision. */
export const REVISION_NAME = 'controller-revision-hash'
const POD_NAME = 'statefulset.kubernetes.io/pod-name'
const POD_INDEX = 'apps.kubernetes.io/pod-index'

export const podName = ({metadata}: KubeObject, ordinal: number): string => `${metadata.name}-${ordinal}`

/** The number at the end of the name of a set's pod; undefined for a pod that has another name. */
export const ordinalOf = (set: KubeObject, name: string): number | undefined => {
  const ordinal = /-(\d+)$/.exec(name)?.[1]
  return ordinal !== undefined && name === podName(set, Number(ordinal)) ? Number(ordinal) : undefined
}

/** The volumes of the claims come first, in the place of volumes of the same name. */
const volumesOf = (set: StatefulSet, ordinal: number, {spec}: PodTemplate): Volume[] => {
  const claims = (set.spec.volumeClaimTemplates ?? []).map(({metadata: {name}}) => ({
    name,
    persistentVolumeClaim: {claimName: claimName(set, name, ordinal)},
  }))
  return [...claims, ...(spec.volumes ?? []).filter(({name}) => !claims.some(claim => claim.name === name))]
}

/** A pod of a set: it has its name, its hostname and its claims for as long as the set has so many pods. */
export const statefulPod = (
  set: StatefulSet,
  ordinal: number,
  revision: {name: string; template: PodTemplate},
): KubeObject => {
  const {metadata, spec} = revision.template
  const name = podName(set, ordinal)
  const volumes = volumesOf(set, ordinal, revision.template)
  return draft({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace ?? '',
      labels: {
        ...metadata?.labels,
        [REVISION_NAME]: revision.name,
        [POD_NAME]: name,
        [POD_INDEX]: String(ordinal),
      },
      ...(metadata?.annotations && {annotations: metadata.annotations}),
      ownerReferences: [controlledBy(set)],
    },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec.serviceName && {subdomain: set.spec.serviceName}),
      ...(volumes.length > 0 && {volumes}),
    },
  })
}
