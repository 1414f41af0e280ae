import {resource, SCALE, statusOf} from '../../api/resource.ts'

export const statefulSetResource = resource({
  kind: 'StatefulSet',
  plural: 'statefulsets',
  group: 'apps',
  shortNames: ['sts'],
  categories: ['all'],
  generation: true,
  subresources: [SCALE, statusOf('StatefulSet')],
})
