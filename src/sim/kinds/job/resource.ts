import {resource, statusOf} from '../../api/resource.ts'

export const jobResource = resource({
  kind: 'Job',
  plural: 'jobs',
  group: 'batch',
  categories: ['all'],
  generation: true,
  subresources: [statusOf('Job')],
  selectableFields: ['status.successful'],
})
