// Who may do what: k8s.io/kubernetes, plugin/pkg/auth/authorizer/rbac and pkg/registry/rbac/validation.

import type {Attributes, Authorizer, Decision, User} from '../../server/authorizer.ts'
import type {Store} from '../../store/store.ts'
import {clusterRoleBindingResource, clusterRoleResource, roleBindingResource, roleResource} from './resource.ts'
import type {Binding, PolicyRule, Role, Subject} from './types.ts'

/** The group whose members may do everything, whatever the roles say. */
const MASTERS = 'system:masters'

const has = (list: readonly string[] | undefined, value: string): boolean =>
  (list ?? []).some(one => one === '*' || one === value)

const coversResource = ({resources}: PolicyRule, resource: string, subresource: string): boolean =>
  has(resources, subresource === '' ? resource : `${resource}/${subresource}`) ||
  (subresource !== '' && (resources ?? []).includes(`*/${subresource}`))

const coversName = ({resourceNames = []}: PolicyRule, name: string): boolean =>
  resourceNames.length === 0 || resourceNames.includes(name)

const coversPath = ({nonResourceURLs = []}: PolicyRule, path: string): boolean =>
  nonResourceURLs.some(one => one === path || (one.endsWith('*') && path.startsWith(one.replace(/\*+$/, ''))))

/** Whether a rule allows what is asked. */
export const allows = (rule: PolicyRule, asked: Attributes): boolean => {
  if (!has(rule.verbs, asked.verb)) return false
  if (asked.path !== undefined) return coversPath(rule, asked.path)
  const {group = '', resource = '', subresource = '', name = ''} = asked
  return has(rule.apiGroups, group) && coversResource(rule, resource, subresource) && coversName(rule, name)
}

const isUser = (user: User, {kind, name, namespace = ''}: Subject, home: string): boolean => {
  if (kind === 'User') return user.name === name
  if (kind === 'Group') return user.groups.includes(name)
  return user.name === `system:serviceaccount:${namespace || home}:${name}`
}

const described = ({kind, name, namespace}: Subject, home: string): string =>
  `${kind} ${JSON.stringify(kind === 'ServiceAccount' ? `${name}/${namespace || home}` : name)}`

/** Rules that a user has, with why. */
interface Grant {
  rules: readonly PolicyRule[]
  why: string
}

/** @param namespace where it is asked; empty for what is in none. @yields what bindings give a user, in their order */
function* grants(store: Store, user: User, namespace: string): Iterable<Grant> {
  const given = function* (bindings: readonly Binding[], kind: string, home: string): Iterable<Grant> {
    for (const {metadata, roleRef, subjects = []} of bindings) {
      const subject = subjects.find(one => isUser(user, one, home))
      if (!subject) continue
      const role = (
        roleRef.kind === 'ClusterRole'
          ? store.get(clusterRoleResource, '', roleRef.name)
          : store.get(roleResource, home, roleRef.name)
      ) as Role | undefined
      const place = home === '' ? metadata.name : `${metadata.name}/${home}`
      const why = `${kind} ${JSON.stringify(place)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)}`
      if (role) yield {rules: role.rules ?? [], why: `${why} to ${described(subject, home)}`}
    }
  }
  yield* given(store.list(clusterRoleBindingResource) as Binding[], 'ClusterRoleBinding', '')
  if (namespace !== '') yield* given(store.list(roleBindingResource, namespace) as Binding[], 'RoleBinding', namespace)
}

export const rbacAuthorizer = (store: Store): Authorizer => ({
  decide(user: User, asked: Attributes): Decision {
    if (user.groups.includes(MASTERS)) return {allowed: true}
    for (const {rules, why} of grants(store, user, asked.namespace ?? ''))
      if (rules.some(rule => allows(rule, asked))) return {allowed: true, reason: `RBAC: allowed by ${why}`}
    return {allowed: false}
  },

  rulesFor(user: User, namespace: string) {
    const all = [...grants(store, user, namespace)].flatMap(({rules}) => rules)
    return {
      resourceRules: all.filter(({resources = []}) => resources.length > 0),
      nonResourceRules: all
        .filter(({nonResourceURLs = []}) => nonResourceURLs.length > 0)
        .map(({verbs, nonResourceURLs = []}) => ({verbs, nonResourceURLs})),
    }
  },
})
