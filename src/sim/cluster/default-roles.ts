// The roles that every cluster has: plugin/pkg/auth/authorizer/rbac/bootstrappolicy. Of those for parts of the control
// plane there are none, since these parts ask nobody.
import type {Draft} from '../controllers/draft.ts'
import type {PolicyRule} from '../kinds/clusterrole/types.ts'

const GROUP = 'rbac.authorization.k8s.io'
const API = `${GROUP}/v1`
const READ = ['get', 'list', 'watch']
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']

const rule = (verbs: string[], group: string, resources: string): PolicyRule => ({
  verbs,
  apiGroups: [group],
  resources: resources.split(' '),
})
const paths = (...nonResourceURLs: string[]): PolicyRule => ({verbs: ['get'], nonResourceURLs})

const VIEW = [
  rule(
    READ,
    '',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
  ),
  rule(
    READ,
    '',
    'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
  ),
  rule(READ, '', 'namespaces'),
  rule(READ, 'discovery.k8s.io', 'endpointslices'),
  rule(
    READ,
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  ),
  rule(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(READ, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
  rule(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(READ, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
]

const EDIT = [
  rule(READ, '', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  rule(['impersonate'], '', 'serviceaccounts'),
  rule(WRITE, '', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  rule(['create'], '', 'pods/eviction'),
  rule(
    WRITE,
    '',
    'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  rule(['create'], '', 'serviceaccounts/token'),
  rule(
    WRITE,
    'apps',
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  ),
  rule(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
  rule(WRITE, 'batch', 'cronjobs jobs'),
  rule(WRITE, 'policy', 'poddisruptionbudgets'),
  rule(WRITE, 'networking.k8s.io', 'ingresses networkpolicies'),
  rule([...READ, ...WRITE].sort(), 'coordination.k8s.io', 'leases'),
]

const ADMIN = [
  rule(['create'], 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule([...READ, ...WRITE].sort(), GROUP, 'rolebindings roles'),
]

const metadataOf = (name: string, labels: Record<string, string> = {}) => ({
  name,
  labels: {'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels},
  annotations: {'rbac.authorization.kubernetes.io/autoupdate': 'true'},
})

const aggregatedTo = (role: string) => ({[`${GROUP}/aggregate-to-${role}`]: 'true'})

const role = (name: string, rules: PolicyRule[], labels?: Record<string, string>): Draft => ({
  apiVersion: API,
  kind: 'ClusterRole',
  metadata: metadataOf(name, labels),
  rules,
})

/** @param part of which other role it is a part */
const aggregate = (name: string, part?: string): Draft => ({
  ...role(name, [], part === undefined ? {} : aggregatedTo(part)),
  aggregationRule: {clusterRoleSelectors: [{matchLabels: aggregatedTo(name)}]},
})

export const DEFAULT_ROLES: readonly Draft[] = [
  role('cluster-admin', [
    {verbs: ['*'], apiGroups: ['*'], resources: ['*']},
    {verbs: ['*'], nonResourceURLs: ['*']},
  ]),
  aggregate('admin'),
  aggregate('edit', 'admin'),
  aggregate('view', 'edit'),
  role('system:aggregate-to-admin', ADMIN, aggregatedTo('admin')),
  role('system:aggregate-to-edit', EDIT, aggregatedTo('edit')),
  role('system:aggregate-to-view', VIEW, aggregatedTo('view')),
  role('system:basic-user', [
    rule(['create'], 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
    rule(['create'], 'authentication.k8s.io', 'selfsubjectreviews'),
  ]),
  role('system:discovery', [
    paths(
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
      '/version',
      '/version/',
    ),
  ]),
  role('system:public-info-viewer', [paths('/healthz', '/livez', '/readyz', '/version', '/version/')]),
]

const binding = (name: string, ...groups: string[]): Draft => ({
  apiVersion: API,
  kind: 'ClusterRoleBinding',
  metadata: metadataOf(name),
  roleRef: {apiGroup: GROUP, kind: 'ClusterRole', name},
  subjects: groups.map(group => ({apiGroup: GROUP, kind: 'Group', name: group})),
})

export const DEFAULT_BINDINGS: readonly Draft[] = [
  binding('cluster-admin', 'system:masters'),
  binding('system:basic-user', 'system:authenticated'),
  binding('system:discovery', 'system:authenticated'),
  binding('system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
]
