import {resource} from '../../api/resource.ts'

export const ingressClassResource = resource({
  kind: 'IngressClass',
  plural: 'ingressclasses',
  group: 'networking.k8s.io',
  namespaced: false,
  generation: true,
})
