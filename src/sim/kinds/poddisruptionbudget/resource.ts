import {resource, statusOf} from '../../api/resource.ts'

export const budgetResource = resource({
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  group: 'policy',
  shortNames: ['pdb'],
  generation: true,
  subresources: [statusOf('PodDisruptionBudget')],
})
