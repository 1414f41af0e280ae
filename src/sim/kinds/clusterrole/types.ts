import type {KubeObject, LabelSelector} from '../../api/object.ts'

export interface PolicyRule {
  verbs: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

/** A Role or a ClusterRole. */
export interface Role extends KubeObject {
  rules?: PolicyRule[]
  aggregationRule?: {clusterRoleSelectors?: LabelSelector[]}
}

export interface Subject {
  kind: 'Group' | 'ServiceAccount' | 'User'
  apiGroup?: string
  name: string
  namespace?: string
}

/** A RoleBinding or a ClusterRoleBinding. */
export interface Binding extends KubeObject {
  roleRef: {apiGroup: string; kind: string; name: string}
  subjects?: Subject[]
}
