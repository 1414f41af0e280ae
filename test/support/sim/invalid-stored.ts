import type {InvalidObject} from './invalid-objects.ts'

const policy = (what: string, spec: object): InvalidObject => ({
  what: `a NetworkPolicy with ${what}`,
  kind: 'NetworkPolicy',
  object: {spec: {podSelector: {}, ...spec}},
})
const ROLE = {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r'}

/** Objects of kinds that are only stored, which an API server refuses. */
export const INVALID_STORED: readonly InvalidObject[] = [
  {
    what: 'a Role that says not what may be done',
    kind: 'Role',
    object: {rules: [{apiGroups: [''], resources: ['pods']}]},
  },
  {
    what: 'a Role of no resources',
    kind: 'Role',
    object: {rules: [{verbs: ['get']}, {apiGroups: [''], verbs: ['get']}]},
  },
  {what: 'a Role of paths', kind: 'Role', object: {rules: [{verbs: ['get'], nonResourceURLs: ['/healthz']}]}},
  {
    what: 'a ClusterRole of paths and resources',
    kind: 'ClusterRole',
    object: {rules: [{verbs: ['get'], nonResourceURLs: ['/healthz'], apiGroups: [''], resources: ['pods']}]},
  },
  {what: 'a ClusterRole of no roles', kind: 'ClusterRole', object: {aggregationRule: {clusterRoleSelectors: []}}},
  {
    what: 'a RoleBinding of a role that is none',
    kind: 'RoleBinding',
    object: {roleRef: {apiGroup: 'x', kind: 'Pod', name: ''}},
  },
  {
    what: 'a RoleBinding to nobody',
    kind: 'RoleBinding',
    object: {
      roleRef: ROLE,
      subjects: [
        {kind: 'ServiceAccount', name: 'A', namespace: 'n'},
        {kind: 'User', name: ''},
        {kind: 'Team', name: 'a'},
        {kind: 'User', apiGroup: 'x', name: 'a'},
        {kind: 'Group', apiGroup: 'x', name: 'a'},
      ],
    },
  },
  {what: 'a ClusterRoleBinding of a Role', kind: 'ClusterRoleBinding', object: {roleRef: ROLE}},
  policy('types that are none', {policyTypes: ['Ingress', 'Sideways']}),
  policy('too many types', {policyTypes: ['Ingress', 'Egress', 'Ingress']}),
  policy('ports that are none', {ingress: [{ports: [{protocol: 'HTTP', port: 80}, {port: 0}, {port: 'NOT'}]}]}),
  policy('peers that are none', {
    ingress: [{from: [{}, {ipBlock: {cidr: '10.0.0.0/8'}, podSelector: {}}]}],
  }),
  policy('a selector that is none', {podSelector: {matchExpressions: [{key: 'a', operator: 'Like'}]}}),
]
