import {resource, statusOf} from '../../api/resource.ts'

export const nodeResource = resource({
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  subresources: [statusOf('Node')],
  selectableFields: ['spec.unschedulable'],
})
