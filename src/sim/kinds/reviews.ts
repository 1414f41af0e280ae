import {type ResourceType, resource} from '../api/resource.ts'
import {accessReview, reviewHandler, rulesReview, userReview} from '../server/handlers/reviews.ts'
import type {StoredKind} from './kind.ts'

const review = (row: Pick<Parameters<typeof resource>[0], 'group' | 'kind' | 'plural'>): ResourceType =>
  resource({...row, verbs: ['create'], namespaced: false})

/** The kinds that are answered and not kept. */
export const reviewKinds: readonly StoredKind[] = [
  {
    resource: review({kind: 'SelfSubjectReview', plural: 'selfsubjectreviews', group: 'authentication.k8s.io'}),
    handlers: {create: reviewHandler(userReview, false)},
  },
  {
    resource: review({
      kind: 'SelfSubjectAccessReview',
      plural: 'selfsubjectaccessreviews',
      group: 'authorization.k8s.io',
    }),
    handlers: {create: reviewHandler(accessReview)},
  },
  {
    resource: review({
      kind: 'SelfSubjectRulesReview',
      plural: 'selfsubjectrulesreviews',
      group: 'authorization.k8s.io',
    }),
    handlers: {create: reviewHandler(rulesReview)},
  },
]
