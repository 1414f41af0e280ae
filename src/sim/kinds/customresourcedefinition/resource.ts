import {resource, statusOf} from '../../api/resource.ts'

export const definitionResource = resource({
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  group: 'apiextensions.k8s.io',
  namespaced: false,
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  generation: true,
  returnsDeleted: true,
  subresources: [statusOf('CustomResourceDefinition')],
})
