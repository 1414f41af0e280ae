import {resource, SCALE, statusOf} from '../../api/resource.ts'

export const replicaSetResource = resource({
  kind: 'ReplicaSet',
  plural: 'replicasets',
  group: 'apps',
  shortNames: ['rs'],
  categories: ['all'],
  generation: true,
  subresources: [SCALE, statusOf('ReplicaSet')],
  selectableFields: ['status.replicas'],
})
