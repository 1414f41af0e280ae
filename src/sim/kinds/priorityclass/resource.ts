import {resource} from '../../api/resource.ts'

export const priorityClassResource = resource({
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  group: 'scheduling.k8s.io',
  namespaced: false,
  shortNames: ['pc'],
})
