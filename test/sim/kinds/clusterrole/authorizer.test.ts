import {describe, expect, test} from 'vitest'
import {bootstrap} from '../../../../src/sim/cluster/bootstrap.ts'
import {allows, rbacAuthorizer} from '../../../../src/sim/kinds/clusterrole/authorizer.ts'
import {
  clusterRoleBindingResource,
  clusterRoleResource,
  roleBindingResource,
  roleResource,
} from '../../../../src/sim/kinds/clusterrole/resource.ts'
import type {PolicyRule, Role} from '../../../../src/sim/kinds/clusterrole/types.ts'
import {kinds} from '../../../../src/sim/kinds/index.ts'
import type {Attributes} from '../../../../src/sim/server/authorizer.ts'
import {testCluster} from '../../support/cluster.ts'
import {draft, testRegistry} from '../../support/registry.ts'
import {testServer} from '../../support/server.ts'

const PODS = {verbs: ['get'], apiGroups: [''], resources: ['pods']}

describe('a rule', () => {
  test.each<[PolicyRule, Attributes, boolean]>([
    [PODS, {verb: 'get', resource: 'pods'}, true],
    [PODS, {verb: 'list', resource: 'pods'}, false],
    [PODS, {verb: 'get', resource: 'pods', group: 'apps'}, false],
    [PODS, {verb: 'get', resource: 'pods', subresource: 'log'}, false],
    [{...PODS, resources: ['pods/log']}, {verb: 'get', resource: 'pods', subresource: 'log'}, true],
    [{...PODS, resources: ['*/scale']}, {verb: 'get', resource: 'pods', subresource: 'scale'}, true],
    [{...PODS, resources: ['*/scale']}, {verb: 'get', resource: 'pods'}, false],
    [{...PODS, resources: ['*']}, {verb: 'get', resource: 'pods', subresource: 'log'}, true],
    [{...PODS, resourceNames: ['a']}, {verb: 'get', resource: 'pods', name: 'a'}, true],
    [{...PODS, resourceNames: ['a']}, {verb: 'get', resource: 'pods', name: 'b'}, false],
    [{...PODS, resourceNames: ['a']}, {verb: 'get', resource: 'pods'}, false],
    [{verbs: ['*'], apiGroups: ['*'], resources: ['*']}, {verb: '*', group: '*', resource: '*'}, true],
    [{verbs: ['*'], apiGroups: ['*'], resources: ['*']}, {verb: 'get', path: '/healthz'}, false],
    [{verbs: ['get'], nonResourceURLs: ['/healthz/*']}, {verb: 'get', path: '/healthz/ping'}, true],
    [{verbs: ['get'], nonResourceURLs: ['/healthz/*']}, {verb: 'get', path: '/metrics'}, false],
    [{verbs: ['get'], nonResourceURLs: ['*']}, {verb: 'get', path: '/metrics'}, true],
  ])('%j of %j: %s', (rule, asked, allowed) => {
    expect(allows(rule, asked)).toBe(allowed)
  })
})

const setUp = () => {
  const {registry, store} = testRegistry({defaults: kinds.defaults, validate: kinds.validate})
  bootstrap(registry)
  const bind = (type: typeof roleBindingResource, kind: string, subject: object, name = 'one') =>
    registry.create(type, draft(type, name, {roleRef: {kind, name: 'reader'}, subjects: [subject]}))
  registry.create(clusterRoleResource, draft(clusterRoleResource, 'reader', {rules: [PODS]}))
  registry.create(roleResource, draft(roleResource, 'reader', {rules: [PODS]}))
  const may = (name: string, groups: string[], asked: Partial<Attributes> = {}) =>
    rbacAuthorizer(store).decide({name, groups}, {verb: 'get', resource: 'pods', ...asked})
  return {registry, bind, may, store}
}

describe('a user', () => {
  test('of the group system:masters may do everything', () => {
    expect(setUp().may('admin', ['system:masters'], {verb: 'delete', resource: 'unicorns'})).toEqual({allowed: true})
  })

  test('may do what a cluster role binding gives, everywhere', () => {
    const {bind, may} = setUp()
    bind(clusterRoleBindingResource, 'ClusterRole', {kind: 'Group', name: 'devs'})
    expect(may('eve', ['devs'], {namespace: 'shop'})).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "one" of ClusterRole "reader" to Group "devs"',
    })
    expect(may('eve', [])).toEqual({allowed: false})
  })

  test.each(['Role', 'ClusterRole'])('may do what a role binding of a %s gives, in its namespace', kind => {
    const {bind, may} = setUp()
    bind(roleBindingResource, kind, {kind: 'ServiceAccount', name: 'agent'})
    const account = 'system:serviceaccount:default:agent'
    expect(may(account, [], {namespace: 'default'})).toEqual({
      allowed: true,
      reason: `RBAC: allowed by RoleBinding "one/default" of ${kind} "reader" to ServiceAccount "agent/default"`,
    })
    expect(may(account, [], {namespace: 'shop'}).allowed).toBe(false)
    expect(may(account, []).allowed).toBe(false)
  })

  test('may read who may be anybody, and ask what he may', () => {
    const {may} = setUp()
    const path = {resource: '', path: '/version'}
    expect(may('eve', ['system:authenticated'], path).allowed).toBe(true)
    expect(may('system:anonymous', ['system:unauthenticated'], path).allowed).toBe(true)
    expect(may('system:anonymous', ['system:unauthenticated'], {resource: '', path: '/api'}).allowed).toBe(false)
    const review = {verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews'}
    expect(may('eve', ['system:authenticated'], review).allowed).toBe(true)
  })
})

test('the cluster roles admin, edit and view are put together from their parts, also from new ones', async () => {
  const cluster = await testCluster()
  bootstrap(cluster.registry)
  const rules = (name: string) => (cluster.registry.get(clusterRoleResource, '', name) as Role).rules ?? []
  await cluster.settle()
  const [view, edit, admin] = [rules('view'), rules('edit'), rules('admin')]
  expect([view.length > 0, edit.length > view.length, admin.length > edit.length]).toEqual([true, true, true])
  const added = {verbs: ['get'], apiGroups: ['example.com'], resources: ['widgets']}
  await cluster.create(clusterRoleResource, 'widgets', {
    metadata: {labels: {'rbac.authorization.k8s.io/aggregate-to-view': 'true'}},
    rules: [added, added],
  })
  for (const name of ['view', 'edit', 'admin'])
    expect(rules(name).filter(rule => rule.resources?.[0] === 'widgets')).toEqual([added])
  expect(rules('cluster-admin')).toHaveLength(2)
})

describe('reviews', () => {
  const ask = async (kind: string, body: object, headers: Record<string, string> = {}, namespace = '') => {
    const server = await testServer()
    bootstrap(server.registry)
    const subjects = [{kind: 'User', name: 'bob'}]
    server.registry.create(roleResource, draft(roleResource, 'reader', {rules: [PODS]}))
    server.registry.create(
      roleBindingResource,
      draft(roleBindingResource, 'bob', {roleRef: {kind: 'Role', name: 'reader'}, subjects}),
    )
    const path = `/apis/authorization.k8s.io/v1/${namespace}${kind}`
    const {code, json} = await server.ask({method: 'POST', path, body, headers})
    await server.stop()
    return [code, json.status.allowed ?? json.message ?? json.status]
  }
  const resourceAttributes = {verb: 'get', resource: 'pods', namespace: 'default'}

  test('of somebody else, and of him whom a request is made as', async () => {
    expect(await ask('subjectaccessreviews', {spec: {user: 'bob', resourceAttributes}})).toEqual([201, true])
    expect(await ask('subjectaccessreviews', {spec: {user: 'eve', resourceAttributes}})).toEqual([201, false])
    const asBob = {'impersonate-user': 'bob'}
    expect(await ask('selfsubjectaccessreviews', {spec: {resourceAttributes}}, asBob)).toEqual([201, true])
    const nonResourceAttributes = {verb: 'get', path: '/metrics'}
    expect(await ask('selfsubjectaccessreviews', {spec: {nonResourceAttributes}}, asBob)).toEqual([201, false])
    expect(await ask('selfsubjectaccessreviews', {spec: {nonResourceAttributes}})).toEqual([201, true])
  })

  test('of one namespace', async () => {
    const spec = {user: 'bob', resourceAttributes}
    expect(await ask('localsubjectaccessreviews', {spec}, {}, 'namespaces/default/')).toEqual([201, true])
    expect(await ask('localsubjectaccessreviews', {spec}, {}, 'namespaces/shop/')).toEqual([
      400,
      'spec.resourceAttributes.namespace must match namespace: shop',
    ])
  })

  test('that ask nothing are refused', async () => {
    expect(await ask('subjectaccessreviews', {spec: {resourceAttributes}})).toEqual([
      422,
      'SubjectAccessReview.authorization.k8s.io "" is invalid: spec.user: Invalid value: "": at least one of user or group must be specified',
    ])
    expect(await ask('selfsubjectaccessreviews', {spec: {}})).toEqual([
      422,
      'SelfSubjectAccessReview.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    ])
  })

  test('of all that one may', async () => {
    const [code, status] = await ask(
      'selfsubjectrulesreviews',
      {spec: {namespace: 'default'}},
      {'impersonate-user': 'bob'},
    )
    expect(code).toBe(201)
    expect(status.incomplete).toBe(false)
    expect(status.resourceRules).toContainEqual(PODS)
    expect(status.nonResourceRules[0].verbs).toEqual(['get'])
  })
})

describe('a request as somebody else', () => {
  const ask = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const server = await testServer()
    bootstrap(server.registry)
    const {code, json} = await server.ask({path, headers, method})
    await server.stop()
    return [code, json?.message]
  }

  test('is refused in the words of a real API server', async () => {
    const bob = {'impersonate-user': 'bob'}
    expect(await ask('/apis/apps/v1/namespaces/default/deployments/web/scale', bob)).toEqual([
      403,
      'deployments.apps "web" is forbidden: User "bob" cannot get resource "deployments/scale" in API group "apps" in the namespace "default"',
    ])
    expect(await ask('/api/v1/nodes', bob)).toEqual([
      403,
      'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope',
    ])
    expect(await ask('/api/v1', bob)).toEqual([200, undefined])
    expect(await ask('/api/v1', {'impersonate-user': 'system:anonymous'})).toEqual([
      403,
      'forbidden: User "system:anonymous" cannot get path "/api/v1"',
    ])
  })

  test('has the groups that it names, and needs a name', async () => {
    const masters = {'impersonate-user': 'bob', 'impersonate-group': 'system:masters'}
    expect((await ask('/api/v1/nodes', masters))[0]).toBe(200)
    expect((await ask('/api/v1/nodes', {'impersonate-group': 'system:masters'}))[0]).toBe(400)
  })
})
