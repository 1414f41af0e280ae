import {resource, statusOf} from '../../api/resource.ts'

export const claimResource = resource({
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  subresources: [statusOf('PersistentVolumeClaim')],
  returnsDeleted: true,
})
