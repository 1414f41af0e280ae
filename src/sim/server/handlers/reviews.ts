// What a user asks about himself or others: who am I, may I, what may I; k8s.io/kubernetes,
// pkg/registry/authorization.
import {badRequest, invalid, type StatusCause} from '../../api/status.ts'
import {type Fields, isUnset, record} from '../../schema/fields.ts'
import {invalid as invalidField} from '../../schema/validation/causes.ts'
import {json} from '../answer.ts'
import type {Attributes, Authorizer, User} from '../authorizer.ts'
import {readFields} from '../body.ts'
import type {Handler} from '../context.ts'

interface Asked {
  spec: Fields
  user: User
  /** Of the request's path; empty where it has none. */
  namespace: string
  authorizer: Authorizer
}

/** The status of a review, or what is wrong with its spec. */
type Review = (asked: Asked) => Fields | StatusCause[]

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** @returns what is wrong where a review names neither an object nor a path, or both */
const attributesOf = (spec: Fields): Attributes | StatusCause[] => {
  const [[ofObject], [ofPath]] = [record(spec['resourceAttributes']), record(spec['nonResourceAttributes'])]
  if (ofObject && ofPath) {
    const why = 'cannot be specified in combination with resourceAttributes'
    return [invalidField('spec.nonResourceAttributes', ofPath, why)]
  }
  if (ofPath) return {verb: text(ofPath['verb']), path: text(ofPath['path'])}
  if (!ofObject) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
    return [invalidField('spec.resourceAttributes', null, why)]
  }
  const fields = ['verb', 'namespace', 'group', 'resource', 'subresource', 'name']
  return Object.fromEntries(fields.map(name => [name, text(ofObject[name])])) as unknown as Attributes
}

const decided = (authorizer: Authorizer, user: User, spec: Fields): Fields | StatusCause[] => {
  const asked = attributesOf(spec)
  return Array.isArray(asked) ? asked : {...authorizer.decide(user, asked)}
}

/** Whether one may do something himself. */
export const selfAccessReview: Review = ({spec, user, authorizer}) => decided(authorizer, user, spec)

/** Whether somebody may. */
export const accessReview: Review = ({spec, namespace, authorizer}) => {
  const name = text(spec['user'])
  const groups = Array.isArray(spec['groups']) ? spec['groups'].map(text) : []
  if (name === '' && groups.length === 0)
    return [invalidField('spec.user', '', 'at least one of user or group must be specified')]
  const asks = record(spec['resourceAttributes'])[0]
  if (namespace !== '' && asks && text(asks['namespace']) !== namespace)
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`)
  return decided(authorizer, {name, groups}, spec)
}

export const rulesReview: Review = ({spec, user, authorizer}) => {
  const namespace = text(spec['namespace'])
  if (namespace === '') throw badRequest('no namespace on request')
  return {...authorizer.rulesFor(user, namespace), incomplete: false}
}

export const userReview: Review = ({user: {name, groups}}) => ({userInfo: {username: name, groups}})

/** Answers a review. Its spec comes back with it, but for a kind that has none. @throws ApiError */
export const reviewHandler =
  (review: Review, hasSpec = true): Handler =>
  async ({type, path, raw, user}, {authorizer}) => {
    const fields = await readFields(raw)
    const metadata = record(fields['metadata'])[0] ?? {}
    // Protobuf has every field, also those that were not sent.
    if (!Object.values(metadata).every(isUnset))
      throw invalid(type, '', [invalidField('metadata', metadata, 'must be empty')])
    const spec = record(fields['spec'])[0] ?? {}
    const status = review({spec, user, namespace: path.namespace, authorizer})
    if (Array.isArray(status)) throw invalid(type, '', status)
    return json(
      {
        kind: type.kind,
        apiVersion: `${type.group}/${type.version}`,
        metadata: {creationTimestamp: null},
        ...(hasSpec && {spec}),
        status,
      },
      201,
    )
  }
