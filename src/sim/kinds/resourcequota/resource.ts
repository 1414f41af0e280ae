import {resource, statusOf} from '../../api/resource.ts'

export const resourceQuotaResource = resource({
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  subresources: [statusOf('ResourceQuota')],
  returnsDeleted: true,
})
