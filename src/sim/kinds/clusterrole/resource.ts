// The kinds of RBAC. Cluster roles are put together by a controller; the others are read by the authorizer alone.
import {resource} from '../../api/resource.ts'

const RBAC = {group: 'rbac.authorization.k8s.io'} as const
const CLUSTER_WIDE = {namespaced: false} as const

export const roleResource = resource({kind: 'Role', plural: 'roles', ...RBAC})
export const clusterRoleResource = resource({kind: 'ClusterRole', plural: 'clusterroles', ...RBAC, ...CLUSTER_WIDE})
export const roleBindingResource = resource({kind: 'RoleBinding', plural: 'rolebindings', ...RBAC})
export const clusterRoleBindingResource = resource({
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  ...RBAC,
  ...CLUSTER_WIDE,
})
