import {resource, statusOf} from '../../api/resource.ts'

export const ingressResource = resource({
  kind: 'Ingress',
  plural: 'ingresses',
  group: 'networking.k8s.io',
  shortNames: ['ing'],
  generation: true,
  subresources: [statusOf('Ingress')],
})
