import {type ResourceType, resource} from '../api/resource.ts'
import {accessReview, reviewHandler, rulesReview, selfAccessReview, userReview} from '../server/handlers/reviews.ts'
import type {StoredKind} from './kind.ts'

const review = (
  row: Pick<Parameters<typeof resource>[0], 'group' | 'kind' | 'plural'>,
  namespaced = false,
): ResourceType => resource({...row, verbs: ['create'], namespaced})

const AUTHORIZATION = {group: 'authorization.k8s.io'} as const

/** The kinds that are answered and not kept. */
export const reviewKinds: readonly StoredKind[] = [
  {
    resource: review({kind: 'SelfSubjectReview', plural: 'selfsubjectreviews', group: 'authentication.k8s.io'}),
    handlers: {create: reviewHandler(userReview, false)},
  },
  {
    resource: review({kind: 'SelfSubjectAccessReview', plural: 'selfsubjectaccessreviews', ...AUTHORIZATION}),
    handlers: {create: reviewHandler(selfAccessReview)},
  },
  {
    resource: review({kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews', ...AUTHORIZATION}),
    handlers: {create: reviewHandler(rulesReview)},
  },
  {
    resource: review({kind: 'SubjectAccessReview', plural: 'subjectaccessreviews', ...AUTHORIZATION}),
    handlers: {create: reviewHandler(accessReview)},
  },
  {
    resource: review({kind: 'LocalSubjectAccessReview', plural: 'localsubjectaccessreviews', ...AUTHORIZATION}, true),
    handlers: {create: reviewHandler(accessReview)},
  },
]
