import {resource, SCALE, statusOf} from '../../api/resource.ts'

export const deploymentResource = resource({
  kind: 'Deployment',
  plural: 'deployments',
  group: 'apps',
  shortNames: ['deploy'],
  categories: ['all'],
  generation: true,
  subresources: [SCALE, statusOf('Deployment')],
})
