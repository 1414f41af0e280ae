import {resource, statusOf} from '../../api/resource.ts'

export const daemonSetResource = resource({
  kind: 'DaemonSet',
  plural: 'daemonsets',
  group: 'apps',
  shortNames: ['ds'],
  categories: ['all'],
  generation: true,
  subresources: [statusOf('DaemonSet')],
})
