// Who may do what. There is one client, the administrator, who may do everything; what others may is asked by reviews,
// and by requests that act as somebody else (`--as`).
import type {IncomingMessage} from 'node:http'
import {badRequest, StatusError} from '../api/status.ts'
import type {ResourcePath} from './path.ts'

/** Who asks, as the client's certificate says it, or whom he asks as. */
export interface User {
  /** True: the request is made as this user, who may do what the roles say; absent: by the administrator. */
  impersonated?: true
  name: string
  groups: readonly string[]
}

/** What somebody wants to do, to an object or to a path. */
export interface Attributes {
  /** That of a request for an object, or the method in lower case for a path. */
  verb: string
  namespace?: string
  group?: string
  resource?: string
  subresource?: string
  name?: string
  /** Of what is no object: `/healthz`. */
  path?: string
}

export interface Decision {
  allowed: boolean
  reason?: string
}

interface ResourceRule {
  verbs: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
}

export interface Authorizer {
  decide(user: User, asked: Attributes): Decision
  /** All that a user may do in a namespace. */
  rulesFor(
    user: User,
    namespace: string,
  ): {resourceRules: ResourceRule[]; nonResourceRules: {verbs: string[]; nonResourceURLs: string[]}[]}
}

const ACCOUNT = /^system:serviceaccount:([^:]+):[^:]+$/
const ANONYMOUS = 'system:anonymous'
const AUTHENTICATED = 'system:authenticated'

/** Every value of a header that may come several times: node:http would join them by commas, which names may have. */
const valuesOf = ({rawHeaders}: IncomingMessage, name: string): string[] =>
  rawHeaders.flatMap((header, index) =>
    index % 2 === 0 && header.toLowerCase() === name ? (rawHeaders[index + 1] ?? '') : [],
  )

/** The groups that come with a name by itself. */
const groupsOf = (name: string, given: readonly string[]): string[] => {
  const [, namespace] = ACCOUNT.exec(name) ?? []
  const groups =
    namespace !== undefined && given.length === 0
      ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
      : [...given]
  if (name === ANONYMOUS)
    return groups.includes('system:unauthenticated') ? groups : [...groups, 'system:unauthenticated']
  return groups.includes(AUTHENTICATED) ? groups : [...groups, AUTHENTICATED]
}

/** Whom a request is made as, where it says so. @throws ApiError BadRequest */
export const impersonated = (raw: IncomingMessage): User | undefined => {
  const [name] = valuesOf(raw, 'impersonate-user')
  const groups = valuesOf(raw, 'impersonate-group')
  if (name) return {name, groups: groupsOf(name, groups), impersonated: true}
  if (groups.length > 0) throw badRequest(`requested groups ${JSON.stringify(groups)} without impersonating a user`)
  return undefined
}

/** @throws ApiError Forbidden for what this user may not do */
export const checkAccess = (authorizer: Authorizer, user: User, asked: Attributes): void => {
  const {allowed, reason} = authorizer.decide(user, asked)
  if (allowed) return
  const {verb, path, namespace = '', group = '', resource = '', subresource = '', name = ''} = asked
  const why = reason === undefined ? '' : `: ${reason}`
  const who = `User ${JSON.stringify(user.name)} cannot ${verb}`
  if (path !== undefined)
    throw new StatusError(403, 'Forbidden', `forbidden: ${who} path ${JSON.stringify(path)}${why}`, {})
  const plural = group === '' ? resource : `${resource}.${group}`
  const what = subresource === '' ? resource : `${resource}/${subresource}`
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`
  const about = name === '' ? plural : `${plural} ${JSON.stringify(name)}`
  throw new StatusError(
    403,
    'Forbidden',
    `${about} is forbidden: ${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${place}${why}`,
    {...(name !== '' && {name}), ...(group !== '' && {group}), kind: resource},
  )
}

export const attributesOf = (
  verb: string,
  {group, plural, namespace, name, subresource}: ResourcePath,
): Attributes => ({
  verb,
  group,
  resource: plural,
  namespace: plural === 'namespaces' && group === '' ? (name ?? '') : namespace,
  ...(subresource !== undefined && {subresource}),
  ...(name !== undefined && {name}),
})
