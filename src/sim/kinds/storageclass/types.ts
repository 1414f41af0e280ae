import type {KubeObject} from '../../api/object.ts'

/** The annotation of the class that claims get which name none. */
export const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'

/** What plays the provisioner of kind: the one whose volumes are made here. */
export const PROVISIONER = 'rancher.io/local-path'

export interface StorageClass extends KubeObject {
  provisioner: string
  reclaimPolicy?: 'Delete' | 'Retain'
  volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer'
  allowVolumeExpansion?: boolean
}
