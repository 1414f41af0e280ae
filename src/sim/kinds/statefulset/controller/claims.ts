import type {KubeObject, OwnerReference} from '../../../api/object.ts'
import {type ControlPlane, change, find} from '../../../controllers/control-plane.ts'
import {draft} from '../../../controllers/draft.ts'
import {claimResource} from '../../persistentvolumeclaim/resource.ts'
import type {Claim} from '../../persistentvolumeclaim/types.ts'
import type {StatefulSet} from '../types.ts'

/** @param template the name of the template of the claim */
export const claimName = ({metadata}: KubeObject, template: string, ordinal: number): string =>
  `${template}-${metadata.name}-${ordinal}`

const ownedBy = ({apiVersion, kind, metadata: {name, uid}}: KubeObject): OwnerReference => ({
  apiVersion,
  kind,
  name,
  uid,
})

/** The claims that a pod of a set is to have and that are not there. */
export const missingClaims = ({store}: ControlPlane, set: StatefulSet, ordinal: number): KubeObject[] => {
  const {namespace = ''} = set.metadata
  const {whenDeleted} = set.spec.persistentVolumeClaimRetentionPolicy ?? {}
  return (set.spec.volumeClaimTemplates ?? [])
    .filter(({metadata}) => !store.get(claimResource, namespace, claimName(set, metadata.name, ordinal)))
    .map(({metadata: {labels, annotations, name}, spec}) =>
      draft({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: claimName(set, name, ordinal),
          namespace,
          labels: {...labels, ...set.spec.selector.matchLabels},
          ...(annotations && {annotations}),
          ...(whenDeleted === 'Delete' && {ownerReferences: [ownedBy(set)]}),
        },
        spec,
      }),
    )
}

/** Where the set is to keep no claims beyond its size, those of a pod that goes for good go with it. */
export const letClaimsGo = (plane: ControlPlane, set: StatefulSet, pod: KubeObject, ordinal: number): void => {
  if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return
  for (const {metadata} of set.spec.volumeClaimTemplates ?? []) {
    const claim = find<Claim>(
      plane,
      claimResource,
      set.metadata.namespace ?? '',
      claimName(set, metadata.name, ordinal),
    )
    if (claim)
      change<Claim>(plane, claimResource, claim, current => ({
        ...current,
        metadata: {...current.metadata, ownerReferences: [ownedBy(pod)]},
      }))
  }
}
