import {ALL_VERBS, resource, statusOf} from '../../api/resource.ts'

export const namespaceResource = resource({
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ALL_VERBS.filter(verb => verb !== 'deletecollection'),
  subresources: [{name: 'finalize', kind: 'Namespace', verbs: ['update']}, statusOf('Namespace')],
  selectableFields: ['status.phase'],
})
