import {resource} from '../../api/resource.ts'

export const runtimeClassResource = resource({
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  group: 'node.k8s.io',
  namespaced: false,
})
