import {resource} from '../../api/resource.ts'

export const serviceAccountResource = resource({
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  returnsDeleted: true,
})
