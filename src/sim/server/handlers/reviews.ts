// What a user asks about himself: who am I, may I, what may I. There is one user here, the administrator, who may do
// everything that is served.
import {resourceTypes, type Verb} from '../../api/resources.ts'
import {type Answer, json} from '../answer.ts'
import {readFields} from '../body.ts'
import type {ResourceRequest} from '../context.ts'

type Fields = Record<string, unknown>

interface ResourceAttributes {
  group?: string
  resource?: string
  subresource?: string
  verb?: string
}

/** `*` is anything, as in a rule of RBAC. */
const isServed = ({group = '', resource = '', subresource = '', verb = ''}: ResourceAttributes): boolean =>
  resource === '*' ||
  resourceTypes.some(type => {
    if (type.plural !== resource || (group !== '*' && type.group !== group)) return false
    const part = subresource === '' ? type : type.subresources.find(({name}) => name === subresource)
    return part !== undefined && (verb === '*' || part.verbs.includes(verb as Verb))
  })

const accessReview = (spec: Fields): Fields => {
  const attributes = spec['resourceAttributes'] as ResourceAttributes | undefined
  const allowed = attributes === undefined || isServed(attributes)
  return allowed ? {allowed} : {allowed, reason: 'the simulated cluster does not serve this'}
}

const rulesReview = (): Fields => ({
  incomplete: false,
  nonResourceRules: [{nonResourceURLs: ['*'], verbs: ['*']}],
  resourceRules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}],
})

/** @throws ApiError */
export const review = async ({type, raw, user}: ResourceRequest): Promise<Answer> => {
  const fields = await readFields(raw)
  const spec = (fields['spec'] ?? {}) as Fields
  const status: Record<string, () => Fields> = {
    SelfSubjectAccessReview: () => accessReview(spec),
    SelfSubjectReview: () => ({userInfo: {username: user.name, groups: user.groups}}),
    SelfSubjectRulesReview: rulesReview,
  }
  return json(
    {
      kind: type.kind,
      apiVersion: `${type.group}/${type.version}`,
      metadata: {creationTimestamp: null},
      ...(type.kind !== 'SelfSubjectReview' && {spec}),
      status: status[type.kind]?.(),
    },
    201,
  )
}
