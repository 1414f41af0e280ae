import {resource, statusOf} from '../../api/resource.ts'

export const volumeResource = resource({
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  namespaced: false,
  shortNames: ['pv'],
  subresources: [statusOf('PersistentVolume')],
  returnsDeleted: true,
})
