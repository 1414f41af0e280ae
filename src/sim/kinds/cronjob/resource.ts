import {resource, statusOf} from '../../api/resource.ts'

export const cronJobResource = resource({
  kind: 'CronJob',
  plural: 'cronjobs',
  group: 'batch',
  shortNames: ['cj'],
  categories: ['all'],
  generation: true,
  subresources: [statusOf('CronJob')],
})
