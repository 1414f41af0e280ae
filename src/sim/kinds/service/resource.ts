import {PROXY_VERBS, resource, statusOf} from '../../api/resource.ts'

export const serviceResource = resource({
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  subresources: [{name: 'proxy', kind: 'ServiceProxyOptions', verbs: PROXY_VERBS}, statusOf('Service')],
  selectableFields: ['spec.clusterIP', 'spec.type'],
  returnsDeleted: true,
})
