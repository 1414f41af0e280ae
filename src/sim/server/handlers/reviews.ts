// What a user asks about himself: who am I, may I, what may I. There is one user here, the administrator, who may do
// everything that is served.

import type {ResourceType, Verb} from '../../api/resource.ts'
import type {Fields} from '../../schema/fields.ts'
import {json} from '../answer.ts'
import {readFields} from '../body.ts'
import type {Handler, User} from '../context.ts'

interface ResourceAttributes {
  group?: string
  resource?: string
  subresource?: string
  verb?: string
}

/** `*` is anything, as in a rule of RBAC. */
const isServed = (
  resources: readonly ResourceType[],
  {group = '', resource = '', subresource = '', verb = ''}: ResourceAttributes,
): boolean =>
  resource === '*' ||
  resources.some(type => {
    if (type.plural !== resource || (group !== '*' && type.group !== group)) return false
    const part = subresource === '' ? type : type.subresources.find(({name}) => name === subresource)
    return part !== undefined && (verb === '*' || part.verbs.includes(verb as Verb))
  })

/** The status of a review. */
type Review = (spec: Fields, user: User, resources: readonly ResourceType[]) => Fields

export const accessReview: Review = (spec, _user, resources) => {
  const attributes = spec['resourceAttributes'] as ResourceAttributes | undefined
  const allowed = attributes === undefined || isServed(resources, attributes)
  return allowed ? {allowed} : {allowed, reason: 'the simulated cluster does not serve this'}
}

export const rulesReview: Review = () => ({
  incomplete: false,
  nonResourceRules: [{nonResourceURLs: ['*'], verbs: ['*']}],
  resourceRules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}],
})

export const userReview: Review = (_spec, {name, groups}) => ({userInfo: {username: name, groups}})

/** Answers a review. Its spec comes back with it, but for a kind that has none. @throws ApiError */
export const reviewHandler =
  (review: Review, hasSpec = true): Handler =>
  async ({type, raw, user}, {kinds}) => {
    const fields = await readFields(raw)
    const spec = (fields['spec'] ?? {}) as Fields
    return json(
      {
        kind: type.kind,
        apiVersion: `${type.group}/${type.version}`,
        metadata: {creationTimestamp: null},
        ...(hasSpec && {spec}),
        status: review(spec, user, kinds.resources),
      },
      201,
    )
  }
