import {resource, SCALE, statusOf} from '../../api/resource.ts'

export const replicationControllerResource = resource({
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  generation: true,
  subresources: [SCALE, statusOf('ReplicationController')],
  selectableFields: ['status.replicas'],
})
