import type {KubeObject} from '../../../api/object.ts'
import {draft} from '../../../controllers/draft.ts'
import type {ClaimReference} from '../../persistentvolume/types.ts'
import {PROVISIONER, type StorageClass} from '../../storageclass/types.ts'
import {type Claim, SELECTED_NODE} from '../types.ts'

export const referenceTo = ({metadata}: Claim): ClaimReference => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid,
  resourceVersion: metadata.resourceVersion,
})

/** A volume for a claim, as the provisioner of kind makes it: a folder of the node that the scheduler has chosen. */
export const provisioned = (claim: Claim, {metadata, reclaimPolicy}: StorageClass): KubeObject => {
  const {accessModes, resources, volumeMode} = claim.spec
  const name = `pvc-${claim.metadata.uid}`
  const node = claim.metadata.annotations?.[SELECTED_NODE]
  const folder = `/var/local-path-provisioner/${name}_${claim.metadata.namespace}_${claim.metadata.name}`
  return draft({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {name, annotations: {'pv.kubernetes.io/provisioned-by': PROVISIONER}},
    spec: {
      accessModes,
      capacity: {storage: resources?.requests?.['storage']},
      claimRef: referenceTo(claim),
      hostPath: {path: folder, type: 'DirectoryOrCreate'},
      ...(node && {
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{matchExpressions: [{key: 'kubernetes.io/hostname', operator: 'In', values: [node]}]}],
          },
        },
      }),
      persistentVolumeReclaimPolicy: reclaimPolicy ?? 'Delete',
      storageClassName: metadata.name,
      volumeMode,
    },
  })
}
