import {resource} from '../../api/resource.ts'

export const storageClassResource = resource({
  kind: 'StorageClass',
  plural: 'storageclasses',
  group: 'storage.k8s.io',
  namespaced: false,
  shortNames: ['sc'],
  returnsDeleted: true,
})
